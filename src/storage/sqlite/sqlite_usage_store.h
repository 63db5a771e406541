// The usage port on a SQLite database.
#pragma once

#include "registry/ports/usage_store.h"
#include "storage/sqlite/sqlite_database.h"

namespace berth::storage::sqlite {

class SqliteUsageStore final : public UsageStore {
 public:
  // The database must outlive the store.
  explicit SqliteUsageStore(SqliteDatabase& database) : database_(database) {}

  std::optional<RegistryUsage> find_usage(const RegistryId& registry) override;
  std::optional<RepositoryUsage> find_usage(RepositoryKey repository) override;
  std::vector<RegistryUsage> list_registries(std::size_t limit) override;
  std::vector<RepositoryUsage> list_repositories(const RegistryId& registry, std::string_view after,
                                                 std::size_t limit) override;
  StoredBlobs stored_blobs() override;
  Result<void> set_quota(const RegistryId& registry, const StorageQuota& quota,
                         const Author& author) override;
  Result<void> set_quota(const Repository& repository, const StorageQuota& quota,
                         const Author& author) override;

 private:
  SqliteDatabase& database_;
};

}  // namespace berth::storage::sqlite
