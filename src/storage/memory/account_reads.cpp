#include "storage/memory/account_reads.h"

#include <algorithm>
#include <tuple>

#include "registry/rules/refusals.h"

namespace berth::storage::memory {
namespace {

const UserRow* find_user_row(const State& state, const RegistryId& registry,
                             std::string_view name) {
  const auto found = state.users.find(std::pair(registry.text(), std::string(name)));
  return found == state.users.end() ? nullptr : &found->second;
}

}  // namespace

template <typename Port>
std::optional<Registry> MemoryAccountReads<Port>::find_registry(const RegistryId& id) {
  return source_.read(Scope::of(id), [&](const State& state) {
    const RegistryRow* row = state.find_registry(id);
    return row != nullptr ? std::optional(row->registry) : std::nullopt;
  });
}

template <typename Port>
std::optional<Registry> MemoryAccountReads<Port>::find_registry(const RegistryAlias& alias) {
  auto found = source_.read([&](const State& state) {
    const RegistryRow* row = state.find_registry(alias);
    return row != nullptr ? std::optional(row->registry) : std::nullopt;
  });
  source_.note(found ? Scope::of(found->id) : Scope::everything());
  return found;
}

template <typename Port>
std::vector<Registry> MemoryAccountReads<Port>::list_registries() {
  return source_.read(Scope::everything(), [&](const State& state) {
    std::vector<Registry> registries;
    for (const auto& [id, row] : state.registries) registries.push_back(row.registry);
    std::ranges::sort(registries, {}, [](const Registry& registry) {
      return std::tie(registry.created_at, registry.id);
    });
    return registries;
  });
}

template <typename Port>
Result<std::string> MemoryAccountReads<Port>::display_name(const RegistryId& registry) {
  return source_.read(Scope::of(registry), [&](const State& state) -> Result<std::string> {
    const RegistryRow* row = state.find_registry(registry);
    if (row != nullptr) return row->display_name;
    return registry_not_found(registry);
  });
}

template <typename Port>
std::vector<AliasDetail> MemoryAccountReads<Port>::list_aliases(const RegistryId& registry) {
  return source_.read(Scope::of(registry), [&](const State& state) {
    std::vector<AliasDetail> aliases;
    const RegistryRow* row = state.find_registry(registry);
    if (row == nullptr) return aliases;
    for (const auto& [text, origin] : row->aliases) aliases.push_back(detail_of(*row, text));
    return aliases;
  });
}

template <typename Port>
std::vector<User> MemoryAccountReads<Port>::list_users(const RegistryId& registry) {
  return source_.read(Scope::of(registry), [&](const State& state) {
    std::vector<User> users;
    for (const auto& [key, row] : state.users) {
      if (row.user.registry == registry) users.push_back(row.user);
    }
    return users;
  });
}

template <typename Port>
std::optional<User> MemoryAccountReads<Port>::find_user(const RegistryId& registry,
                                                        std::string_view name) {
  return source_.read(Scope::of(registry), [&](const State& state) {
    const UserRow* row = find_user_row(state, registry, name);
    return row != nullptr ? std::optional(row->user) : std::nullopt;
  });
}

template <typename Port>
std::optional<AccessKey> MemoryAccountReads<Port>::find_access_key(std::string_view access_key_id) {
  auto found = source_.read([&](const State& state) {
    const auto key = state.keys.find(access_key_id);
    return key != state.keys.end() ? std::optional(key->second) : std::nullopt;
  });
  source_.note(found ? Scope::of(found->principal.registry) : Scope::everything());
  return found;
}

template <typename Port>
std::vector<AccessKey> MemoryAccountReads<Port>::list_access_keys(const RegistryId& registry,
                                                                  std::string_view user_name) {
  return source_.read(Scope::of(registry), [&](const State& state) {
    std::vector<AccessKey> keys;
    for (const auto& [id, key] : state.keys) {
      const Principal& holder = key.principal;
      if (holder.registry == registry && holder.user_name == user_name) keys.push_back(key);
    }
    return keys;
  });
}

template <typename Port>
std::vector<UserPolicy> MemoryAccountReads<Port>::list_user_policies(const RegistryId& registry,
                                                                     std::string_view user_name) {
  return source_.read(Scope::of(registry), [&](const State& state) {
    std::vector<UserPolicy> policies;
    const UserRow* row = find_user_row(state, registry, user_name);
    if (row == nullptr) return policies;
    for (const auto& [name, document] : row->policies) {
      policies.push_back({.name = name, .document = document});
    }
    return policies;
  });
}

template class MemoryAccountReads<AccountReads>;
template class MemoryAccountReads<AccountStore>;

}  // namespace berth::storage::memory
