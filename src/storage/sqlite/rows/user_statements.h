// Statements about users, their access keys and their policies, on one connection. What may be
// written, registry/rules/accounts.h says.
#pragma once

#include <optional>
#include <vector>

#include "registry/values/account.h"
#include "storage/sqlite/engine/database.h"

namespace berth::storage::sqlite {

class UserStatements {
 public:
  explicit UserStatements(Database& database);

  void insert(const User& user);
  std::vector<User> list(const RegistryId& registry);
  std::optional<User> find(const RegistryId& registry, std::string_view name);
  // With keys and policies.
  void remove(const RegistryId& registry, std::string_view name);

  void insert_key(const AccessKey& key);
  std::optional<AccessKey> find_key(std::string_view id);
  std::vector<AccessKey> list_keys(const RegistryId& registry, std::string_view user_name);
  void remove_key(std::string_view id);

  // Replaces one of the same name.
  void put_policy(const RegistryId& registry, std::string_view user_name, const UserPolicy& policy);
  std::vector<UserPolicy> list_policies(const RegistryId& registry, std::string_view user_name);
  bool has_policy(const RegistryId& registry, std::string_view user_name,
                  std::string_view policy_name);
  void remove_policy(const RegistryId& registry, std::string_view user_name,
                     std::string_view policy_name);

 private:
  Statement insert_;
  Statement list_;
  Statement find_;
  Statement delete_;
  Statement insert_key_;
  Statement find_key_;
  Statement list_keys_;
  Statement delete_key_;
  Statement put_policy_;
  Statement list_policies_;
  Statement has_policy_;
  Statement delete_policy_;
};

}  // namespace berth::storage::sqlite
