// A reader of a SQLite database: one connection in one read transaction.
#pragma once

#include <optional>

#include "registry/ports/reader.h"
#include "storage/sqlite/engine/changes.h"
#include "storage/sqlite/rows/reader_pool.h"
#include "storage/sqlite/sqlite_account_reads.h"
#include "storage/sqlite/sqlite_metadata_reads.h"

namespace berth::storage::sqlite {

// Takes its connection at the first read.
class SqliteReader final : public Reader, private Connections {
 public:
  // Both must outlive the reader.
  SqliteReader(ReaderPool& pool, Changes& changes) : pool_(pool), changes_(changes) {}

  MetadataReads& metadata() override { return metadata_; }
  AccountReads& accounts() override { return accounts_; }
  void renew() override;
  [[nodiscard]] Basis basis() const override { return basis_; }

 private:
  Lease take() override;
  void note(const Scope& scope) override;

  ReaderPool& pool_;
  Changes& changes_;
  std::optional<ScopeVersion> version_;  // of before the first read
  Basis basis_;
  Lease connection_;  // null: nothing has been read
  std::optional<Transaction> transaction_;
  SqliteMetadataReads<MetadataReads> metadata_{*this};
  SqliteAccountReads<AccountReads> accounts_{*this};
};

}  // namespace berth::storage::sqlite
