// Port: accounts (each with one registry), their aliases, users, access keys and policies.
//
// Any thread may call any method, which may block; each is one transaction and sees every write
// that ended before it began. A broken store throws. Accounts are administered in another process
// than the server: what one process writes, the other sees with its next call. The reading methods
// are those of account_reads.h. A write outdates what depends on the registry that it is about
// (basis.h). Every write is recorded in the audit (audit_store.h), in the same transaction, unless
// it changes nothing.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "registry/ports/account_reads.h"
#include "registry/values/account.h"
#include "registry/values/author.h"
#include "registry/values/error.h"

namespace berth {

class AccountStore : public AccountReads {
 public:
  AccountStore() = default;
  AccountStore(const AccountStore&) = delete;
  AccountStore& operator=(const AccountStore&) = delete;
  ~AccountStore() override = default;

  // --- registries and their aliases ---
  // Creates a registry together with its administrator, the administrator's policy and access key.
  // `registry.alias` becomes the default and primary alias. account_entry_exists if the id, the
  // alias or the key's id is taken.
  virtual Result<void> create_registry(const Registry& registry, const AccessKey& administrator,
                                       const UserPolicy& policy, const Author& author) = 0;
  virtual Result<void> set_display_name(const RegistryId& registry, std::string_view name,
                                        const Author& author) = 0;

  // registry_not_found
  virtual Result<void> set_standing(const RegistryId& registry, RegistryStanding standing,
                                    const Author& author) = 0;

  // Adds a custom alias, which is secondary. registry_not_found, account_entry_exists.
  virtual Result<void> add_alias(const RegistryId& registry, const RegistryAlias& alias,
                                 const Author& author) = 0;
  // Chooses the alias that the registry's URIs show. account_entry_not_found.
  virtual Result<void> set_primary_alias(const RegistryId& registry, const RegistryAlias& alias,
                                         const Author& author) = 0;
  // account_entry_not_found; alias_fixed for the default alias and for the primary one.
  virtual Result<void> remove_alias(const RegistryId& registry, const RegistryAlias& alias,
                                    const Author& author) = 0;

  // --- users, their keys and their policies ---
  // Gives the user an id that no other user has or had (make_user_id()); `user.id` is ignored.
  // registry_not_found, account_entry_exists.
  virtual Result<void> create_user(const User& user, const Author& author) = 0;
  // Deletes the user's keys and policies too. account_entry_not_found.
  virtual Result<void> delete_user(const RegistryId& registry, std::string_view name,
                                   const Author& author) = 0;

  // account_entry_not_found (the user), account_entry_exists (the key's id).
  virtual Result<void> create_access_key(const AccessKey& key, const Author& author) = 0;
  // account_entry_not_found.
  virtual Result<void> delete_access_key(std::string_view access_key_id, const Author& author) = 0;

  // Replaces an existing policy of the same name. account_entry_not_found (the user).
  virtual Result<void> put_user_policy(const RegistryId& registry, std::string_view user_name,
                                       const UserPolicy& policy, const Author& author) = 0;
  // account_entry_not_found.
  virtual Result<void> delete_user_policy(const RegistryId& registry, std::string_view user_name,
                                          std::string_view policy_name, const Author& author) = 0;
};

}  // namespace berth
