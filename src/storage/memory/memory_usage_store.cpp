#include "storage/memory/memory_usage_store.h"

#include <algorithm>

#include "registry/rules/audit.h"
#include "registry/rules/refusals.h"

namespace berth::storage::memory {
namespace {

RegistryUsage shown(const State& state, const RegistryRow& row) {
  return {.registry = row.registry,
          .repositories = row.repositories.size(),
          .usage = state.usage_of(row),
          .quota = row.quota};
}

RepositoryUsage shown(const State& state, const RepositoryRows& rows) {
  return {.repository = state.shown(rows), .usage = usage_of(rows), .quota = rows.quota};
}

}  // namespace

std::optional<RegistryUsage> MemoryUsageStore::find_usage(const RegistryId& registry) {
  return read([&](const State& state) -> std::optional<RegistryUsage> {
    const RegistryRow* row = state.find_registry(registry);
    if (row == nullptr) return std::nullopt;
    return shown(state, *row);
  });
}

std::optional<RepositoryUsage> MemoryUsageStore::find_usage(RepositoryKey repository) {
  return read([&](const State& state) -> std::optional<RepositoryUsage> {
    const RepositoryRows* rows = state.find(repository);
    if (rows == nullptr) return std::nullopt;
    return shown(state, *rows);
  });
}

std::vector<RegistryUsage> MemoryUsageStore::list_registries(std::size_t limit) {
  auto registries = read([](const State& state) {
    std::vector<RegistryUsage> all;
    for (const auto& [id, row] : state.registries) all.push_back(shown(state, row));
    return all;
  });
  std::ranges::sort(registries, [](const RegistryUsage& a, const RegistryUsage& b) {
    if (a.usage.bytes() != b.usage.bytes()) return a.usage.bytes() > b.usage.bytes();
    return a.registry.id < b.registry.id;
  });
  if (registries.size() > limit) {
    registries.erase(registries.begin() + static_cast<std::ptrdiff_t>(limit), registries.end());
  }
  return registries;
}

std::vector<RepositoryUsage> MemoryUsageStore::list_repositories(const RegistryId& registry,
                                                                 std::string_view after,
                                                                 std::size_t limit) {
  return read([&](const State& state) {
    std::vector<RepositoryUsage> listed;
    const RegistryRow* row = state.find_registry(registry);
    if (row == nullptr) return listed;
    auto next = row->repositories.upper_bound(std::string(after));
    for (; next != row->repositories.end() && listed.size() < limit; ++next) {
      listed.push_back(shown(state, state.repositories.at(next->second)));
    }
    return listed;
  });
}

StoredBlobs MemoryUsageStore::stored_blobs() {
  return read([](const State& state) {
    std::map<std::string_view, std::uint64_t> sizes;
    for (const auto& [digest, row] : state.unheld) sizes[digest] = row.size_bytes;
    for (const auto& [key, rows] : state.repositories) {
      for (const auto& [digest, link] : rows.links) sizes[digest] = link.size_bytes;
    }
    StoredBlobs stored{.count = sizes.size()};
    for (const auto& [digest, size_bytes] : sizes) stored.size_bytes += size_bytes;
    return stored;
  });
}

Result<void> MemoryUsageStore::set_quota(const RegistryId& registry, const StorageQuota& quota,
                                         const Author& author) {
  way_.travel();
  return database_.write([&](State& state) -> Result<void> {
    const auto row = state.registries.find(registry.text());
    if (row == state.registries.end()) return registry_not_found(registry);
    state.record(author, change_of_quota(account_resource(registry), row->second.quota, quota));
    row->second.quota = quota;
    return {};
  });
}

Result<void> MemoryUsageStore::set_quota(const Repository& repository, const StorageQuota& quota,
                                         const Author& author) {
  way_.travel();
  return database_.write([&](State& state) -> Result<void> {
    RepositoryRows* rows = state.find(repository.key);
    if (rows == nullptr) return repository_not_found(repository);
    state.record(author, change_of_quota(state.full_name(*rows), rows->quota, quota));
    rows->quota = quota;
    return {};
  });
}

}  // namespace berth::storage::memory
