// The account port on a SQLite database.
#pragma once

#include "storage/sqlite/sqlite_account_reads.h"
#include "storage/sqlite/sqlite_database.h"

namespace berth::storage::sqlite {

class SqliteAccountStore final : public SqliteAccountReads<AccountStore> {
 public:
  // The database must outlive the store.
  explicit SqliteAccountStore(SqliteDatabase& database)
      : SqliteAccountReads(database.readers()), database_(database) {}

  Result<void> create_registry(const Registry& registry, const AccessKey& administrator,
                               const UserPolicy& policy, const Author& author) override;
  Result<void> set_display_name(const RegistryId& registry, std::string_view name,
                                const Author& author) override;
  Result<void> set_standing(const RegistryId& registry, RegistryStanding standing,
                            const Author& author) override;
  Result<void> add_alias(const RegistryId& registry, const RegistryAlias& alias,
                         const Author& author) override;
  Result<void> set_primary_alias(const RegistryId& registry, const RegistryAlias& alias,
                                 const Author& author) override;
  Result<void> remove_alias(const RegistryId& registry, const RegistryAlias& alias,
                            const Author& author) override;
  Result<void> create_user(const User& user, const Author& author) override;
  Result<void> delete_user(const RegistryId& registry, std::string_view name,
                           const Author& author) override;
  Result<void> create_access_key(const AccessKey& key, const Author& author) override;
  Result<void> delete_access_key(std::string_view access_key_id, const Author& author) override;
  Result<void> put_user_policy(const RegistryId& registry, std::string_view user_name,
                               const UserPolicy& policy, const Author& author) override;
  Result<void> delete_user_policy(const RegistryId& registry, std::string_view user_name,
                                  std::string_view policy_name, const Author& author) override;

 private:
  template <typename Check, typename Write>
  Result<void> write_if(const RegistryId& registry, const Check& check, const Write& write);

  SqliteDatabase& database_;
};

}  // namespace berth::storage::sqlite
