#include "storage/memory/memory_account_store.h"

#include "base/entropy.h"
#include "registry/rules/accounts.h"
#include "registry/rules/audit.h"

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

std::optional<UserPolicy> find_policy(const UserRow& user, std::string_view name) {
  const auto found = user.policies.find(name);
  if (found == user.policies.end()) return std::nullopt;
  return UserPolicy{.name = found->first, .document = found->second};
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
                                                 const UserPolicy& policy, const Author& author) {
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
    state.record(author, changes_of_new_account(registry, user.user, administrator, policy));
    return checked;
  });
}

Result<void> MemoryAccountStore::set_display_name(const RegistryId& registry, std::string_view name,
                                                  const Author& author) {
  return write(registry, [&](State& state) {
    Result<void> checked = check_registry(registry, state.registries.contains(registry.text()));
    if (!checked) return checked;
    std::string& shown = state.registries.at(registry.text()).display_name;
    state.record(author, {.action = AuditAction::put_registry_catalog_data,
                          .resource = account_resource(registry),
                          .before = text_document(shown),
                          .after = text_document(name)});
    shown = name;
    return checked;
  });
}

Result<void> MemoryAccountStore::set_standing(const RegistryId& registry, RegistryStanding standing,
                                              const Author& author) {
  return write(registry, [&](State& state) {
    Result<void> checked = check_registry(registry, state.registries.contains(registry.text()));
    if (!checked) return checked;
    RegistryStanding& known = state.registries.at(registry.text()).registry.standing;
    state.record(author, change_of_standing(registry, known, standing));
    known = standing;
    return checked;
  });
}

Result<void> MemoryAccountStore::add_alias(const RegistryId& registry, const RegistryAlias& alias,
                                           const Author& author) {
  return write(registry, [&](State& state) {
    Result<void> checked =
        check_new_alias(registry, alias,
                        {.registry_exists = state.registries.contains(registry.text()),
                         .is_taken = state.aliases.contains(alias.text())});
    if (!checked) return checked;
    state.aliases.emplace(alias.text(), registry.text());
    state.registries.at(registry.text()).aliases.emplace(alias.text(), AliasOrigin::chosen);
    state.record(
        author, {.action = AuditAction::create_alias, .resource = alias_resource(registry, alias)});
    return checked;
  });
}

Result<void> MemoryAccountStore::set_primary_alias(const RegistryId& registry,
                                                   const RegistryAlias& alias,
                                                   const Author& author) {
  return write(registry, [&](State& state) {
    Result<void> checked = check_primary_alias(registry, alias, find_alias(state, registry, alias));
    if (!checked) return checked;
    RegistryAlias& primary = state.registries.at(registry.text()).registry.alias;
    state.record(author, {.action = AuditAction::set_primary_alias,
                          .resource = account_resource(registry),
                          .before = text_document(primary.text()),
                          .after = text_document(alias.text())});
    primary = alias;
    return checked;
  });
}

Result<void> MemoryAccountStore::remove_alias(const RegistryId& registry,
                                              const RegistryAlias& alias, const Author& author) {
  return write(registry, [&](State& state) {
    Result<void> checked = check_alias_removal(registry, alias, find_alias(state, registry, alias));
    if (!checked) return checked;
    state.registries.at(registry.text()).aliases.erase(alias.text());
    state.aliases.erase(alias.text());
    state.record(
        author, {.action = AuditAction::delete_alias, .resource = alias_resource(registry, alias)});
    return checked;
  });
}

// --- users, their keys and their policies ---

Result<void> MemoryAccountStore::create_user(const User& user, const Author& author) {
  return write(user.registry, [&](State& state) {
    Result<void> checked = check_new_user(
        user, {.registry_exists = state.registries.contains(user.registry.text()),
               .is_name_taken = find_row(state, user.registry, user.name) != nullptr});
    if (!checked) return checked;
    insert_user(state, user);
    state.record(author, change_of_new_user(user));
    return checked;
  });
}

Result<void> MemoryAccountStore::delete_user(const RegistryId& registry, std::string_view name,
                                             const Author& author) {
  return write(registry, [&](State& state) {
    const UserRow* user = find_row(state, registry, name);
    Result<void> checked = check_user(name, user != nullptr);
    if (user == nullptr || !checked) return checked;
    std::vector<AccessKey> keys;
    std::erase_if(state.keys, [&](const auto& entry) {
      const Principal& holder = entry.second.principal;
      const bool goes = holder.registry == registry && holder.user_name == name;
      if (goes) keys.push_back(entry.second);
      return goes;
    });
    std::vector<UserPolicy> policies;
    for (const auto& [policy, document] : user->policies) {
      policies.push_back({.name = policy, .document = document});
    }
    state.record(author, changes_of_lost_user(registry, name, keys, policies));
    state.users.erase({registry.text(), std::string(name)});
    return checked;
  });
}

Result<void> MemoryAccountStore::create_access_key(const AccessKey& key, const Author& author) {
  const Principal& holder = key.principal;
  return write(holder.registry, [&](State& state) {
    const auto user = state.users.find(std::pair(holder.registry.text(), holder.user_name));
    Result<void> checked =
        check_new_access_key(key, {.user_exists = user != state.users.end(),
                                   .is_id_taken = state.keys.contains(holder.access_key_id)});
    if (!checked) return checked;
    insert_key(state, key, user->second);
    state.record(author, change_of_new_key(key));
    return checked;
  });
}

Result<void> MemoryAccountStore::delete_access_key(std::string_view access_key_id,
                                                   const Author& author) {
  way_.travel();
  return database_.write([&](State& state) {
    const auto found = state.keys.find(access_key_id);
    Result<void> checked = check_access_key(access_key_id, found != state.keys.end());
    if (!checked) return checked;
    const Principal& holder = found->second.principal;
    state.record(author,
                 {.action = AuditAction::delete_access_key, .resource = key_resource(holder)});
    state.touch(Scope::of(holder.registry));
    state.keys.erase(found);
    return checked;
  });
}

Result<void> MemoryAccountStore::put_user_policy(const RegistryId& registry,
                                                 std::string_view user_name,
                                                 const UserPolicy& policy, const Author& author) {
  return write(registry, [&](State& state) {
    const auto user = state.users.find(std::pair(registry.text(), std::string(user_name)));
    Result<void> checked = check_user(user_name, user != state.users.end());
    if (!checked) return checked;
    state.record(author, change_of_user_policy(registry, user_name,
                                               find_policy(user->second, policy.name), policy));
    user->second.policies.insert_or_assign(policy.name, policy.document);
    return checked;
  });
}

Result<void> MemoryAccountStore::delete_user_policy(const RegistryId& registry,
                                                    std::string_view user_name,
                                                    std::string_view policy_name,
                                                    const Author& author) {
  return write(registry, [&](State& state) {
    UserRow* user = find_row(state, registry, user_name);
    const auto before = user != nullptr ? find_policy(*user, policy_name) : std::nullopt;
    Result<void> checked = check_user_policy(policy_name, before.has_value());
    if (user == nullptr || !checked) return checked;
    user->policies.erase(before->name);
    state.record(author, change_of_lost_user_policy(registry, user_name, *before));
    return checked;
  });
}

}  // namespace berth::storage::memory
