// The garbage port on maps.
#pragma once

#include "registry/ports/garbage_store.h"
#include "storage/memory/database.h"
#include "storage/memory/way.h"

namespace berth::storage::memory {

class MemoryGarbageStore final : public GarbageStore {
 public:
  // The database must outlive the store.
  MemoryGarbageStore(Database& database, const Way& way) : database_(database), way_(way) {}

  // A repository is deleted at once, with all that it has.
  PurgeOutcome purge_repositories(std::size_t /*limit*/) override {
    return PurgeOutcome::nothing_to_do;
  }
  std::size_t unlink_unnamed(Timestamp before, std::size_t limit, const Author& author) override;
  std::vector<UnheldBlob> list_unheld(Timestamp before, const std::optional<UnheldBlob>& after,
                                      std::size_t limit) override;
  bool is_held(const Digest& digest) override;
  GarbageCount forget_unheld(std::span<const UnheldBlob> blobs, const Author& author) override;
  std::vector<Blob> find_orphans(std::span<const Blob> stored) override;
  void add_unheld(std::span<const Blob> orphans, Timestamp now) override;
  bool has_repository(RepositoryKey repository) override;
  void forget_upload_parts(Timestamp before) override;
  GarbageReport measure(Timestamp before) override;
  std::optional<Waiting> find_waiting() override;

 private:
  template <typename Operation>
  auto read(const Operation& operation) {
    way_.travel();
    return database_.read(operation);
  }
  template <typename Operation>
  auto write(const Operation& operation) {
    way_.travel();
    return database_.write(operation);
  }

  Database& database_;
  const Way way_;
};

}  // namespace berth::storage::memory
