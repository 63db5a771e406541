// The usage port on maps. It counts when it is asked: nothing can be wrong.
#pragma once

#include "registry/ports/usage_store.h"
#include "storage/memory/database.h"
#include "storage/memory/way.h"

namespace berth::storage::memory {

class MemoryUsageStore final : public UsageStore {
 public:
  // The database must outlive the store.
  MemoryUsageStore(Database& database, const Way& way) : database_(database), way_(way) {}

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
  template <typename Operation>
  auto read(const Operation& operation) {
    way_.travel();
    return database_.read(operation);
  }

  Database& database_;
  const Way way_;
};

}  // namespace berth::storage::memory
