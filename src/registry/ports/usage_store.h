// Port: how much is stored, and the storage quotas of single registries and repositories.
//
// The figures are kept in the transactions that change what they count, so reading them counts
// nothing. What a deleted repository held counts no more from its deletion on, even while its rows
// are still being purged. Any thread may call any method, which may block; each sees one state of
// the store. A broken store throws. Quotas are shown by no method of MetadataReads: setting one
// outdates nothing (basis.h), and is recorded in the audit (audit_store.h), in the same
// transaction.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "registry/values/author.h"
#include "registry/values/error.h"
#include "registry/values/model.h"
#include "registry/values/usage.h"

namespace berth {

struct RepositoryUsage {
  Repository repository;
  Usage usage = {};
  StorageQuota quota = {};
};

struct RegistryUsage {
  Registry registry;
  std::uint64_t repositories = 0;
  Usage usage = {};  // of all of them
  StorageQuota quota = {};
};

class UsageStore {
 public:
  UsageStore() = default;
  UsageStore(const UsageStore&) = delete;
  UsageStore& operator=(const UsageStore&) = delete;
  virtual ~UsageStore() = default;

  // nullopt: no such registry, or the repository no longer exists.
  virtual std::optional<RegistryUsage> find_usage(const RegistryId& registry) = 0;
  virtual std::optional<RepositoryUsage> find_usage(RepositoryKey repository) = 0;
  // Up to `limit`, those that hold the most bytes first, and by id. Reads one row per registry.
  virtual std::vector<RegistryUsage> list_registries(std::size_t limit) = 0;
  // By name, after this one (empty: from the start).
  virtual std::vector<RepositoryUsage> list_repositories(const RegistryId& registry,
                                                         std::string_view after,
                                                         std::size_t limit) = 0;
  // All blobs that are held or unheld (garbage_store.h).
  virtual StoredBlobs stored_blobs() = 0;

  // registry_not_found
  virtual Result<void> set_quota(const RegistryId& registry, const StorageQuota& quota,
                                 const Author& author) = 0;
  // repository_not_found
  virtual Result<void> set_quota(const Repository& repository, const StorageQuota& quota,
                                 const Author& author) = 0;
};

}  // namespace berth
