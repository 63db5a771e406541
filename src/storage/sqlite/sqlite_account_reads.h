// The reading half of the account port: for the store, and for a reader.
#pragma once

#include "registry/ports/account_store.h"
#include "storage/sqlite/rows/connections.h"

namespace berth::storage::sqlite {

// Port: AccountReads or AccountStore.
template <typename Port>
class SqliteAccountReads : public Port {
 public:
  // The connections must outlive this.
  explicit SqliteAccountReads(Connections& connections) : connections_(connections) {}

  std::optional<Registry> find_registry(const RegistryId& id) override;
  std::optional<Registry> find_registry(const RegistryAlias& alias) override;
  std::vector<Registry> list_registries() override;
  Result<std::string> display_name(const RegistryId& registry) override;
  std::vector<AliasDetail> list_aliases(const RegistryId& registry) override;
  std::vector<User> list_users(const RegistryId& registry) override;
  std::optional<User> find_user(const RegistryId& registry, std::string_view name) override;
  std::optional<AccessKey> find_access_key(std::string_view access_key_id) override;
  std::vector<AccessKey> list_access_keys(const RegistryId& registry,
                                          std::string_view user_name) override;
  std::vector<UserPolicy> list_user_policies(const RegistryId& registry,
                                             std::string_view user_name) override;

 private:
  Connections& connections_;
};

extern template class SqliteAccountReads<AccountReads>;
extern template class SqliteAccountReads<AccountStore>;

}  // namespace berth::storage::sqlite
