// Reading the memory: as it is at each call, or in one state.
#pragma once

#include <optional>

#include "registry/ports/metadata_store.h"
#include "storage/memory/account_reads.h"
#include "storage/memory/database.h"
#include "storage/memory/metadata_reads.h"
#include "storage/memory/way.h"

namespace berth::storage::memory {

// Any thread may call.
class LatestSource final : public Source {
 public:
  // The database must outlive the source.
  LatestSource(Database& database, const Way& way) : database_(database), way_(way) {}

  void visit(const std::function<void(const State&)>& visitor) override {
    way_.travel();
    database_.read(visitor);
  }
  void note(const Scope&) override {}

 private:
  Database& database_;
  const Way way_;
};

class MemoryReader final : public Reader, private Source {
 public:
  // The database must outlive the reader.
  MemoryReader(Database& database, const Way& way) : database_(database), way_(way) {}

  MetadataReads& metadata() override { return metadata_; }
  AccountReads& accounts() override { return accounts_; }
  void renew() override { snapshot_.reset(); }
  [[nodiscard]] Basis basis() const override { return basis_; }

 private:
  void visit(const std::function<void(const State&)>& visitor) override;
  void note(const Scope& scope) override;

  Database& database_;
  const Way way_;
  std::optional<Database::Snapshot> snapshot_;
  std::optional<ScopeVersion> version_;  // of the first state that was read
  Basis basis_;
  MemoryMetadataReads<MetadataReads> metadata_{*this};
  MemoryAccountReads<AccountReads> accounts_{*this};
};

}  // namespace berth::storage::memory
