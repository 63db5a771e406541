#include "storage/sqlite/rows/user_statements.h"

namespace berth::storage::sqlite {
namespace {

AccessKey read_key(const Statement::Run& row) {
  return {.principal = {.registry = RegistryId::parse(row.text(1)).value(),
                        .user_name = std::string(row.text(2)),
                        .access_key_id = std::string(row.text(0)),
                        .user_id = UserId::parse(row.text(3)).value()},
          .sealed_secret = std::string(row.bytes(4)),
          .created_at = row.time(5)};
}

User read_user(const RegistryId& registry, const Statement::Run& row) {
  return {.registry = registry,
          .name = std::string(row.text(0)),
          .created_at = row.time(1),
          .id = UserId::parse(row.text(2)).value()};
}

}  // namespace

UserStatements::UserStatements(Database& database)
    : insert_(database,
              "INSERT INTO users (registry_id, name, created_at, unique_id) VALUES (?, ?, ?, ?)"),
      list_(database,
            "SELECT name, created_at, unique_id FROM users WHERE registry_id = ? ORDER BY name"),
      find_(database,
            "SELECT name, created_at, unique_id FROM users WHERE registry_id = ? AND name = ?"),
      delete_(database, "DELETE FROM users WHERE registry_id = ? AND name = ?"),
      insert_key_(database,
                  "INSERT INTO access_keys (id, registry_id, user_name, sealed_secret, created_at)"
                  " VALUES (?, ?, ?, ?, ?)"),
      find_key_(database,
                "SELECT k.id, k.registry_id, k.user_name, u.unique_id, k.sealed_secret,"
                " k.created_at FROM access_keys k"
                " JOIN users u ON u.registry_id = k.registry_id AND u.name = k.user_name"
                " WHERE k.id = ?"),
      list_keys_(database,
                 "SELECT k.id, k.registry_id, k.user_name, u.unique_id, k.sealed_secret,"
                 " k.created_at FROM access_keys k"
                 " JOIN users u ON u.registry_id = k.registry_id AND u.name = k.user_name"
                 " WHERE k.registry_id = ? AND k.user_name = ? ORDER BY k.id"),
      delete_key_(database, "DELETE FROM access_keys WHERE id = ?"),
      put_policy_(database,
                  "INSERT OR REPLACE INTO user_policies (registry_id, user_name, name, document)"
                  " VALUES (?, ?, ?, ?)"),
      list_policies_(database,
                     "SELECT name, document FROM user_policies"
                     " WHERE registry_id = ? AND user_name = ? ORDER BY name"),
      has_policy_(database,
                  "SELECT 1 FROM user_policies"
                  " WHERE registry_id = ? AND user_name = ? AND name = ?"),
      delete_policy_(database,
                     "DELETE FROM user_policies"
                     " WHERE registry_id = ? AND user_name = ? AND name = ?") {}

void UserStatements::insert(const User& user) {
  insert_.execute(user.registry.text(), user.name, user.created_at, user.id.text());
}

std::vector<User> UserStatements::list(const RegistryId& registry) {
  std::vector<User> users;
  Statement::Run row = list_.run(registry.text());
  while (row.step()) {
    users.push_back(read_user(registry, row));
  }
  return users;
}

std::optional<User> UserStatements::find(const RegistryId& registry, std::string_view name) {
  Statement::Run row = find_.run(registry.text(), name);
  if (!row.step()) return std::nullopt;
  return read_user(registry, row);
}

void UserStatements::remove(const RegistryId& registry, std::string_view name) {
  delete_.execute(registry.text(), name);  // deletes keys and policies, too
}

void UserStatements::insert_key(const AccessKey& key) {
  const Principal& holder = key.principal;
  insert_key_.execute(holder.access_key_id, holder.registry.text(), holder.user_name,
                      Bytes{key.sealed_secret}, key.created_at);
}

std::optional<AccessKey> UserStatements::find_key(std::string_view id) {
  Statement::Run row = find_key_.run(id);
  if (!row.step()) return std::nullopt;
  return read_key(row);
}

std::vector<AccessKey> UserStatements::list_keys(const RegistryId& registry,
                                                 std::string_view user_name) {
  std::vector<AccessKey> keys;
  Statement::Run row = list_keys_.run(registry.text(), user_name);
  while (row.step()) keys.push_back(read_key(row));
  return keys;
}

void UserStatements::remove_key(std::string_view id) {
  delete_key_.execute(id);
}

void UserStatements::put_policy(const RegistryId& registry, std::string_view user_name,
                                const UserPolicy& policy) {
  put_policy_.execute(registry.text(), user_name, policy.name, policy.document);
}

std::vector<UserPolicy> UserStatements::list_policies(const RegistryId& registry,
                                                      std::string_view user_name) {
  std::vector<UserPolicy> policies;
  Statement::Run row = list_policies_.run(registry.text(), user_name);
  while (row.step()) {
    policies.push_back({.name = std::string(row.text(0)), .document = std::string(row.text(1))});
  }
  return policies;
}

bool UserStatements::has_policy(const RegistryId& registry, std::string_view user_name,
                                std::string_view policy_name) {
  return has_policy_.run(registry.text(), user_name, policy_name).step();
}

void UserStatements::remove_policy(const RegistryId& registry, std::string_view user_name,
                                   std::string_view policy_name) {
  delete_policy_.execute(registry.text(), user_name, policy_name);
}

}  // namespace berth::storage::sqlite
