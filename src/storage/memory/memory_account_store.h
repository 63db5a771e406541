// The account port on maps.
#pragma once

#include "storage/memory/memory_reader.h"

namespace berth::storage::memory {

class MemoryAccountStore final : public MemoryAccountReads<AccountStore> {
 public:
  // The database must outlive the store.
  MemoryAccountStore(Database& database, const Way& way)
      : MemoryAccountReads(latest_), database_(database), way_(way), latest_(database, way) {}

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
  // If the operation succeeds, it has touched the registry.
  template <typename Operation>
  Result<void> write(const RegistryId& registry, const Operation& operation);

  Database& database_;
  const Way way_;
  LatestSource latest_;
};

}  // namespace berth::storage::memory
