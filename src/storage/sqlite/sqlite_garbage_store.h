// The garbage port on a SQLite database.
#pragma once

#include "registry/ports/garbage_store.h"
#include "storage/sqlite/sqlite_database.h"

namespace berth::storage::sqlite {

class SqliteGarbageStore final : public GarbageStore {
 public:
  // The database must outlive the store.
  explicit SqliteGarbageStore(SqliteDatabase& database) : database_(database) {}

  PurgeOutcome purge_repositories(std::size_t limit) override;
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
  // For writes that cannot be refused.
  void write(const std::function<void(Connection&, Changes&)>& operation);

  SqliteDatabase& database_;
};

}  // namespace berth::storage::sqlite
