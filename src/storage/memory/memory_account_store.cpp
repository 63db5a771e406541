#include "storage/memory/memory_account_store.h"

#include "base/entropy.h"
#include "registry/rules/accounts.h"

namespace berth::storage::memory {
namespace {

UserRow* find_row(State& state, const RegistryId& registry, std::string_view name) {
  const auto found = state.users.find(std::pair(registry.text(), std::string(name)));
  return found != state.users.end() ? &found->second : nullptr;
}

std::optional<AliasDetail> find_alias(const State& state, const RegistryId& registry,
                                      const RegistryAlias& alias) {
  const RegistryRow* row = state.find_registry(registry);
  if (row == nullptr || !row->aliases.contains(alias.text())) return std::nullopt;
  return detail_of(*row, alias.text());
}

UserRow& insert_user(State& state, const User& user) {
  UserRow row{.user = user};
  SystemEntropy entropy;
  row.user.id = make_user_id(entropy);
  return state.users.insert_or_assign({user.registry.text(), user.name}, std::move(row))
      .first->second;
}

void insert_key(State& state, const AccessKey& key, const UserRow& holder) {
  AccessKey row = key;
  row.principal.user_id = holder.user.id;
  state.keys.emplace(key.principal.access_key_id, std::move(row));
}

}  // namespace

template <typename Operation>
Result<void> MemoryAccountStore::write(const RegistryId& registry, const Operation& operation) {
  way_.travel();
  return database_.write([&](State& state) {
    Result<void> result = operation(state);
    if (result) state.touch(Scope::of(registry));
    return result;
  });
}

// --- registries and their aliases ---

Result<void> MemoryAccountStore::create_registry(const Registry& registry,
                                                 const AccessKey& administrator,
                                                 const UserPolicy& policy) {
  return write(registry.id, [&](State& state) {
    const std::string& alias = registry.alias.text();
    Result<void> checked = check_new_registry(
        registry, administrator,
        {.is_id_taken = state.registries.contains(registry.id.text()),
         .is_alias_taken = state.aliases.contains(alias),
         .is_key_taken = state.keys.contains(administrator.principal.access_key_id)});
    if (!checked) return checked;
    RegistryRow row{.registry = registry};
    row.aliases.emplace(alias, AliasOrigin::given);
    state.registries.emplace(registry.id.text(), std::move(row));
    state.aliases.emplace(alias, registry.id.text());
    UserRow& user = insert_user(state, {.registry = registry.id,
                                        .name = administrator.principal.user_name,
                                        .created_at = administrator.created_at});
    user.policies.emplace(policy.name, policy.document);
    insert_key(state, administrator, user);
    return checked;
  });
}

Result<void> MemoryAccountStore::set_display_name(const RegistryId& registry,
                                                  std::string_view name) {
  return write(registry, [&](State& state) {
    Result<void> checked = check_registry(registry, state.registries.contains(registry.text()));
    if (checked) state.registries.at(registry.text()).display_name = name;
    return checked;
  });
}

Result<void> MemoryAccountStore::set_standing(const RegistryId& registry,
                                              RegistryStanding standing) {
  return write(registry, [&](State& state) {
    Result<void> checked = check_registry(registry, state.registries.contains(registry.text()));
    if (checked) state.registries.at(registry.text()).registry.standing = standing;
    return checked;
  });
}

Result<void> MemoryAccountStore::add_alias(const RegistryId& registry, const RegistryAlias& alias,
                                           Timestamp /*now*/) {
  return write(registry, [&](State& state) {
    Result<void> checked =
        check_new_alias(registry, alias,
                        {.registry_exists = state.registries.contains(registry.text()),
                         .is_taken = state.aliases.contains(alias.text())});
    if (!checked) return checked;
    state.aliases.emplace(alias.text(), registry.text());
    state.registries.at(registry.text()).aliases.emplace(alias.text(), AliasOrigin::chosen);
    return checked;
  });
}

Result<void> MemoryAccountStore::set_primary_alias(const RegistryId& registry,
                                                   const RegistryAlias& alias) {
  return write(registry, [&](State& state) {
    Result<void> checked = check_primary_alias(registry, alias, find_alias(state, registry, alias));
    if (checked) state.registries.at(registry.text()).registry.alias = alias;
    return checked;
  });
}

Result<void> MemoryAccountStore::remove_alias(const RegistryId& registry,
                                              const RegistryAlias& alias) {
  return write(registry, [&](State& state) {
    Result<void> checked = check_alias_removal(registry, alias, find_alias(state, registry, alias));
    if (!checked) return checked;
    state.registries.at(registry.text()).aliases.erase(alias.text());
    state.aliases.erase(alias.text());
    return checked;
  });
}

// --- users, their keys and their policies ---

Result<void> MemoryAccountStore::create_user(const User& user) {
  return write(user.registry, [&](State& state) {
    Result<void> checked = check_new_user(
        user, {.registry_exists = state.registries.contains(user.registry.text()),
               .is_name_taken = find_row(state, user.registry, user.name) != nullptr});
    if (checked) insert_user(state, user);
    return checked;
  });
}

Result<void> MemoryAccountStore::delete_user(const RegistryId& registry, std::string_view name) {
  return write(registry, [&](State& state) {
    const bool existed = state.users.erase({registry.text(), std::string(name)}) > 0;
    Result<void> checked = check_user(name, existed);
    if (!checked) return checked;
    std::erase_if(state.keys, [&](const auto& entry) {
      const Principal& holder = entry.second.principal;
      return holder.registry == registry && holder.user_name == name;
    });
    return checked;
  });
}

Result<void> MemoryAccountStore::create_access_key(const AccessKey& key) {
  const Principal& holder = key.principal;
  return write(holder.registry, [&](State& state) {
    const auto user = state.users.find(std::pair(holder.registry.text(), holder.user_name));
    Result<void> checked =
        check_new_access_key(key, {.user_exists = user != state.users.end(),
                                   .is_id_taken = state.keys.contains(holder.access_key_id)});
    if (checked) insert_key(state, key, user->second);
    return checked;
  });
}

Result<void> MemoryAccountStore::delete_access_key(std::string_view access_key_id) {
  way_.travel();
  return database_.write([&](State& state) {
    const auto found = state.keys.find(access_key_id);
    Result<void> checked = check_access_key(access_key_id, found != state.keys.end());
    if (!checked) return checked;
    state.touch(Scope::of(found->second.principal.registry));
    state.keys.erase(found);
    return checked;
  });
}

Result<void> MemoryAccountStore::put_user_policy(const RegistryId& registry,
                                                 std::string_view user_name,
                                                 const UserPolicy& policy) {
  return write(registry, [&](State& state) {
    const auto user = state.users.find(std::pair(registry.text(), std::string(user_name)));
    Result<void> checked = check_user(user_name, user != state.users.end());
    if (checked) user->second.policies.insert_or_assign(policy.name, policy.document);
    return checked;
  });
}

Result<void> MemoryAccountStore::delete_user_policy(const RegistryId& registry,
                                                    std::string_view user_name,
                                                    std::string_view policy_name) {
  return write(registry, [&](State& state) {
    UserRow* user = find_row(state, registry, user_name);
    const bool existed = user != nullptr && user->policies.erase(std::string(policy_name)) > 0;
    return check_user_policy(policy_name, existed);
  });
}

}  // namespace berth::storage::memory
