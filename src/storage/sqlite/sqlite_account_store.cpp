#include "storage/sqlite/sqlite_account_store.h"

#include <algorithm>

#include "base/entropy.h"
#include "registry/rules/accounts.h"
#include "registry/rules/audit.h"

namespace berth::storage::sqlite {
namespace {

User with_id(User user) {
  SystemEntropy entropy;
  user.id = make_user_id(entropy);
  return user;
}

std::optional<UserPolicy> policy_named(std::vector<UserPolicy> policies, std::string_view name) {
  const auto found = std::ranges::find(policies, name, &UserPolicy::name);
  return found == policies.end() ? std::nullopt : std::optional(std::move(*found));
}

}  // namespace

// If the rules allow it, writes, and has touched the registry.
template <typename Check, typename Write>
Result<void> SqliteAccountStore::write_if(const RegistryId& registry, const Check& check,
                                          const Write& write) {
  return database_.write<void>({Scope::of(registry)}, [&](Connection& connection) {
    Result<void> checked = check(connection);
    if (checked) write(connection);
    return checked;
  });
}

// --- registries and their aliases ---

Result<void> SqliteAccountStore::create_registry(const Registry& registry,
                                                 const AccessKey& administrator,
                                                 const UserPolicy& policy, const Author& author) {
  const User user = with_id({.registry = registry.id,
                             .name = administrator.principal.user_name,
                             .created_at = administrator.created_at});
  return write_if(
      registry.id,
      [&](Connection& connection) {
        const auto key = connection.users.find_key(administrator.principal.access_key_id);
        return check_new_registry(
            registry, administrator,
            {.is_id_taken = connection.registries.find(registry.id).has_value(),
             .is_alias_taken = connection.registries.find(registry.alias).has_value(),
             .is_key_taken = key.has_value()});
      },
      [&](Connection& connection) {
        connection.registries.insert(registry);
        connection.users.insert(user);
        connection.users.insert_key(administrator);
        connection.users.put_policy(registry.id, user.name, policy);
        connection.audit.append(author,
                                changes_of_new_account(registry, user, administrator, policy));
      });
}

Result<void> SqliteAccountStore::set_display_name(const RegistryId& registry, std::string_view name,
                                                  const Author& author) {
  return write_if(
      registry,
      [&](Connection& connection) {
        return check_registry(registry, connection.registries.find(registry).has_value());
      },
      [&](Connection& connection) {
        const auto before = connection.registries.display_name(registry).value_or("");
        connection.registries.set_display_name(registry, name);
        connection.audit.append(author, {.action = AuditAction::put_registry_catalog_data,
                                         .resource = account_resource(registry),
                                         .before = text_document(before),
                                         .after = text_document(name)});
        connection.search.put_all_of(registry);
      });
}

Result<void> SqliteAccountStore::set_standing(const RegistryId& registry, RegistryStanding standing,
                                              const Author& author) {
  return write_if(
      registry,
      [&](Connection& connection) {
        return check_registry(registry, connection.registries.find(registry).has_value());
      },
      [&](Connection& connection) {
        const auto before = connection.registries.find(registry);
        connection.registries.set_standing(registry, standing);
        connection.audit.append(
            author,
            change_of_standing(registry, before ? before->standing : RegistryStanding(), standing));
        connection.search.put_all_of(registry);
      });
}

Result<void> SqliteAccountStore::add_alias(const RegistryId& registry, const RegistryAlias& alias,
                                           const Author& author) {
  return write_if(
      registry,
      [&](Connection& connection) {
        return check_new_alias(registry, alias,
                               {.registry_exists = connection.registries.find(registry).has_value(),
                                .is_taken = connection.registries.find(alias).has_value()});
      },
      [&](Connection& connection) {
        connection.registries.insert_alias(registry, alias, author.at);
        connection.audit.append(author, {.action = AuditAction::create_alias,
                                         .resource = alias_resource(registry, alias)});
        connection.search.put_all_of(registry);
      });
}

Result<void> SqliteAccountStore::set_primary_alias(const RegistryId& registry,
                                                   const RegistryAlias& alias,
                                                   const Author& author) {
  return write_if(
      registry,
      [&](Connection& connection) {
        return check_primary_alias(registry, alias,
                                   connection.registries.find_alias(registry, alias));
      },
      [&](Connection& connection) {
        const auto before = connection.registries.find(registry);
        connection.registries.set_primary_alias(registry, alias);
        connection.audit.append(author,
                                {.action = AuditAction::set_primary_alias,
                                 .resource = account_resource(registry),
                                 .before = text_document(before ? before->alias.text() : ""),
                                 .after = text_document(alias.text())});
      });
}

Result<void> SqliteAccountStore::remove_alias(const RegistryId& registry,
                                              const RegistryAlias& alias, const Author& author) {
  return write_if(
      registry,
      [&](Connection& connection) {
        return check_alias_removal(registry, alias,
                                   connection.registries.find_alias(registry, alias));
      },
      [&](Connection& connection) {
        connection.registries.remove_alias(alias);
        connection.audit.append(author, {.action = AuditAction::delete_alias,
                                         .resource = alias_resource(registry, alias)});
        connection.search.put_all_of(registry);
      });
}

// --- users, their keys and their policies ---

Result<void> SqliteAccountStore::create_user(const User& user, const Author& author) {
  const User created = with_id(user);
  return write_if(
      user.registry,
      [&](Connection& connection) {
        return check_new_user(
            user, {.registry_exists = connection.registries.find(user.registry).has_value(),
                   .is_name_taken = connection.users.find(user.registry, user.name).has_value()});
      },
      [&](Connection& connection) {
        connection.users.insert(created);
        connection.audit.append(author, change_of_new_user(created));
      });
}

Result<void> SqliteAccountStore::delete_user(const RegistryId& registry, std::string_view name,
                                             const Author& author) {
  return write_if(
      registry,
      [&](Connection& connection) {
        return check_user(name, connection.users.find(registry, name).has_value());
      },
      [&](Connection& connection) {
        connection.audit.append(
            author, changes_of_lost_user(registry, name, connection.users.list_keys(registry, name),
                                         connection.users.list_policies(registry, name)));
        connection.users.remove(registry, name);
      });
}

Result<void> SqliteAccountStore::create_access_key(const AccessKey& key, const Author& author) {
  const Principal& holder = key.principal;
  return write_if(
      holder.registry,
      [&](Connection& connection) {
        const auto user = connection.users.find(holder.registry, holder.user_name);
        return check_new_access_key(
            key, {.user_exists = user.has_value(),
                  .is_id_taken = connection.users.find_key(holder.access_key_id).has_value()});
      },
      [&](Connection& connection) {
        connection.users.insert_key(key);
        connection.audit.append(author, change_of_new_key(key));
      });
}

Result<void> SqliteAccountStore::delete_access_key(std::string_view access_key_id,
                                                   const Author& author) {
  return database_.write<void>([&](Connection& connection, Changes& changes) {
    const auto key = connection.users.find_key(access_key_id);
    Result<void> checked = check_access_key(access_key_id, key.has_value());
    if (!checked) return checked;
    connection.users.remove_key(access_key_id);
    connection.audit.append(author, {.action = AuditAction::delete_access_key,
                                     .resource = key_resource(key->principal)});
    changes.touch(Scope::of(key->principal.registry));
    return checked;
  });
}

Result<void> SqliteAccountStore::put_user_policy(const RegistryId& registry,
                                                 std::string_view user_name,
                                                 const UserPolicy& policy, const Author& author) {
  return write_if(
      registry,
      [&](Connection& connection) {
        return check_user(user_name, connection.users.find(registry, user_name).has_value());
      },
      [&](Connection& connection) {
        const auto before =
            policy_named(connection.users.list_policies(registry, user_name), policy.name);
        connection.users.put_policy(registry, user_name, policy);
        connection.audit.append(author, change_of_user_policy(registry, user_name, before, policy));
      });
}

Result<void> SqliteAccountStore::delete_user_policy(const RegistryId& registry,
                                                    std::string_view user_name,
                                                    std::string_view policy_name,
                                                    const Author& author) {
  return write_if(
      registry,
      [&](Connection& connection) {
        return check_user_policy(policy_name,
                                 connection.users.has_policy(registry, user_name, policy_name));
      },
      [&](Connection& connection) {
        const auto before =
            policy_named(connection.users.list_policies(registry, user_name), policy_name);
        connection.users.remove_policy(registry, user_name, policy_name);
        connection.audit.append(author,
                                change_of_lost_user_policy(registry, user_name, before.value()));
      });
}

}  // namespace berth::storage::sqlite
