// The reading half of the account port: for the store, and for a reader.
#pragma once

#include "registry/ports/account_store.h"
#include "storage/memory/database.h"

namespace berth::storage::memory {

// Port: AccountReads or AccountStore.
template <typename Port>
class MemoryAccountReads : public Port {
 public:
  // The source must outlive this.
  explicit MemoryAccountReads(Source& source) : source_(source) {}

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
  Source& source_;
};

extern template class MemoryAccountReads<AccountReads>;
extern template class MemoryAccountReads<AccountStore>;

}  // namespace berth::storage::memory
