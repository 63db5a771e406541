// Statements about what is stored and how much may be, on one connection: the figures beside
// repositories and registries, and that of the whole store. What is counted:
// registry/values/usage.h.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "registry/ports/usage_store.h"
#include "registry/rules/quotas.h"
#include "storage/sqlite/engine/database.h"

namespace berth::storage::sqlite {

// What a write adds to a repository, or takes away.
struct UsageChange {
  std::int64_t images = 0;
  std::int64_t tags = 0;
  std::int64_t blobs = 0;
  std::int64_t blob_bytes = 0;
  std::int64_t manifest_bytes = 0;
  bool operator==(const UsageChange&) const = default;
};

class UsageStatements {
 public:
  explicit UsageStatements(Database& database);

  // --- called by writers; each in the transaction of the change that it reports ---
  // A deleted repository is left alone, and so is its registry: it counts no more.
  void add(RepositoryKey repository, const UsageChange& change);
  // To be called before the repository is marked as deleted.
  void repository_goes(RepositoryKey repository);
  // Blobs of the whole store.
  void add_stored(std::int64_t count, std::int64_t size_bytes);

  // --- what the rules of a push need ---
  struct Level {
    std::uint64_t image_count = 0;  // of the repository
    StorageFacts storage;
  };
  // nullopt: the repository does not exist, or is deleted.
  std::optional<Level> find_level(RepositoryKey repository);

  // --- for people ---
  std::optional<Usage> find(RepositoryKey repository);
  std::optional<RegistryUsage> find_usage(const RegistryId& registry);
  std::optional<RepositoryUsage> find_usage(RepositoryKey repository);
  std::vector<RegistryUsage> list_registries(std::size_t limit);
  std::vector<RepositoryUsage> list_repositories(const RegistryId& registry, std::string_view after,
                                                 std::size_t limit);
  StoredBlobs stored_blobs();

  // Returns whether there is such a registry or repository.
  bool set_quota(const RegistryId& registry, const StorageQuota& quota);
  bool set_quota(RepositoryKey repository, const StorageQuota& quota);

 private:
  Statement add_;
  Statement add_to_registry_;
  Statement repository_goes_;
  Statement add_stored_;
  Statement find_level_;
  Statement find_;
  Statement find_registry_;
  Statement find_repository_;
  Statement list_registries_;
  Statement list_repositories_;
  Statement stored_blobs_;
  Statement set_registry_quota_;
  Statement set_repository_quota_;
};

}  // namespace berth::storage::sqlite
