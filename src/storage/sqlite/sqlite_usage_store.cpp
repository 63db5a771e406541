#include "storage/sqlite/sqlite_usage_store.h"

#include "registry/rules/audit.h"
#include "registry/rules/refusals.h"

namespace berth::storage::sqlite {

std::optional<RegistryUsage> SqliteUsageStore::find_usage(const RegistryId& registry) {
  return database_.reader()->usage.find_usage(registry);
}

std::optional<RepositoryUsage> SqliteUsageStore::find_usage(RepositoryKey repository) {
  return database_.reader()->usage.find_usage(repository);
}

std::vector<RegistryUsage> SqliteUsageStore::list_registries(std::size_t limit) {
  return database_.reader()->usage.list_registries(limit);
}

std::vector<RepositoryUsage> SqliteUsageStore::list_repositories(const RegistryId& registry,
                                                                 std::string_view after,
                                                                 std::size_t limit) {
  return database_.reader()->usage.list_repositories(registry, after, limit);
}

StoredBlobs SqliteUsageStore::stored_blobs() {
  return database_.reader()->usage.stored_blobs();
}

// No reading method of the other ports shows quotas: setting one touches nothing.

Result<void> SqliteUsageStore::set_quota(const RegistryId& registry, const StorageQuota& quota,
                                         const Author& author) {
  return database_.write<void>({}, [&](Connection& connection) -> Result<void> {
    const auto before = connection.usage.find_usage(registry);
    if (!connection.usage.set_quota(registry, quota)) return registry_not_found(registry);
    connection.audit.append(
        author, change_of_quota(account_resource(registry), before.value().quota, quota));
    return {};
  });
}

Result<void> SqliteUsageStore::set_quota(const Repository& repository, const StorageQuota& quota,
                                         const Author& author) {
  return database_.write<void>({}, [&](Connection& connection) -> Result<void> {
    const auto before = connection.usage.find_usage(repository.key);
    if (!connection.usage.set_quota(repository.key, quota)) return repository_not_found(repository);
    connection.audit.append(
        author, change_of_quota(connection.repositories.full_name(repository.key).value(),
                                before.value().quota, quota));
    return {};
  });
}

}  // namespace berth::storage::sqlite
