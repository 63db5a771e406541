#include "storage/sqlite/sqlite_account_store.h"

namespace berth::storage::sqlite {

// --- registries and their aliases ---

Result<void> SqliteAccountStore::create_registry(const Registry& registry,
                                                 const AccessKey& administrator,
                                                 const UserPolicy& policy) {
  return database_.write<void>(
      {Scope::of(registry.id)}, [&](Connection& connection) -> Result<void> {
        const std::string& user = administrator.principal.user_name;
        if (auto created = connection.registries.create(registry); !created) return created;
        auto created = connection.users.create(
            {.registry = registry.id, .name = user, .created_at = administrator.created_at});
        if (created) created = connection.users.create_key(administrator);
        if (created) created = connection.users.put_policy(registry.id, user, policy);
        return created;
      });
}

Result<void> SqliteAccountStore::set_display_name(const RegistryId& registry,
                                                  std::string_view name) {
  return database_.write<void>({Scope::of(registry)}, [&](Connection& connection) {
    return connection.registries.set_display_name(registry, name);
  });
}

Result<void> SqliteAccountStore::add_alias(const RegistryId& registry, const RegistryAlias& alias,
                                           Timestamp now) {
  return database_.write<void>({Scope::of(registry)}, [&](Connection& connection) {
    return connection.registries.add_alias(registry, alias, now);
  });
}

Result<void> SqliteAccountStore::set_primary_alias(const RegistryId& registry,
                                                   const RegistryAlias& alias) {
  return database_.write<void>({Scope::of(registry)}, [&](Connection& connection) {
    return connection.registries.set_primary_alias(registry, alias);
  });
}

Result<void> SqliteAccountStore::remove_alias(const RegistryId& registry,
                                              const RegistryAlias& alias) {
  return database_.write<void>({Scope::of(registry)}, [&](Connection& connection) {
    return connection.registries.remove_alias(registry, alias);
  });
}

// --- users, their keys and their policies ---

Result<void> SqliteAccountStore::create_user(const User& user) {
  return database_.write<void>(
      {Scope::of(user.registry)}, [&](Connection& connection) -> Result<void> {
        if (!connection.registries.find(user.registry)) {
          return fail({.code = ErrorCode::registry_not_found, .registry = user.registry.text()});
        }
        return connection.users.create(user);
      });
}

Result<void> SqliteAccountStore::delete_user(const RegistryId& registry, std::string_view name) {
  return database_.write<void>({Scope::of(registry)}, [&](Connection& connection) {
    return connection.users.remove(registry, name);
  });
}

Result<void> SqliteAccountStore::create_access_key(const AccessKey& key) {
  return database_.write<void>({Scope::of(key.principal.registry)}, [&](Connection& connection) {
    return connection.users.create_key(key);
  });
}

Result<void> SqliteAccountStore::delete_access_key(std::string_view access_key_id) {
  return database_.write<void>([&](Connection& connection, Changes& changes) -> Result<void> {
    const auto key = connection.users.find_key(access_key_id);
    auto removed = connection.users.remove_key(access_key_id);
    if (removed) changes.touch(Scope::of(key.value().principal.registry));
    return removed;
  });
}

Result<void> SqliteAccountStore::put_user_policy(const RegistryId& registry,
                                                 std::string_view user_name,
                                                 const UserPolicy& policy) {
  return database_.write<void>({Scope::of(registry)}, [&](Connection& connection) {
    return connection.users.put_policy(registry, user_name, policy);
  });
}

Result<void> SqliteAccountStore::delete_user_policy(const RegistryId& registry,
                                                    std::string_view user_name,
                                                    std::string_view policy_name) {
  return database_.write<void>({Scope::of(registry)}, [&](Connection& connection) {
    return connection.users.remove_policy(registry, user_name, policy_name);
  });
}

}  // namespace berth::storage::sqlite
