// The account port on a SQLite database.
#pragma once

#include "registry/ports/account_store.h"
#include "storage/sqlite/sqlite_database.h"

namespace berth::storage::sqlite {

class SqliteAccountStore final : public AccountStore {
 public:
  // The database must outlive the store.
  explicit SqliteAccountStore(SqliteDatabase& database) : database_(database) {}

  std::optional<StoreVersion> version() override { return database_.version(); }
  Result<void> create_registry(const Registry& registry, const AccessKey& administrator,
                               const UserPolicy& policy) override;
  std::optional<Registry> find_registry(const RegistryId& id) override;
  std::optional<Registry> find_registry(const RegistryAlias& alias) override;
  std::vector<Registry> list_registries() override;
  Result<std::string> display_name(const RegistryId& registry) override;
  Result<void> set_display_name(const RegistryId& registry, std::string_view name) override;
  std::vector<AliasDetail> list_aliases(const RegistryId& registry) override;
  Result<void> add_alias(const RegistryId& registry, const RegistryAlias& alias,
                         Timestamp now) override;
  Result<void> set_primary_alias(const RegistryId& registry, const RegistryAlias& alias) override;
  Result<void> remove_alias(const RegistryId& registry, const RegistryAlias& alias) override;
  Result<void> create_user(const User& user) override;
  std::vector<User> list_users(const RegistryId& registry) override;
  std::optional<User> find_user(const RegistryId& registry, std::string_view name) override;
  Result<void> delete_user(const RegistryId& registry, std::string_view name) override;
  Result<void> create_access_key(const AccessKey& key) override;
  std::optional<AccessKey> find_access_key(std::string_view access_key_id) override;
  std::vector<AccessKey> list_access_keys(const RegistryId& registry,
                                          std::string_view user_name) override;
  Result<void> delete_access_key(std::string_view access_key_id) override;
  Result<void> put_user_policy(const RegistryId& registry, std::string_view user_name,
                               const UserPolicy& policy) override;
  std::vector<UserPolicy> list_user_policies(const RegistryId& registry,
                                             std::string_view user_name) override;
  Result<void> delete_user_policy(const RegistryId& registry, std::string_view user_name,
                                  std::string_view policy_name) override;

 private:
  SqliteDatabase& database_;
};

}  // namespace berth::storage::sqlite
