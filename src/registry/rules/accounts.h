// What may be done to accounts: to their aliases, users, access keys and policies. Facts are of the
// account store, at the time of the write.
#pragma once

#include <optional>
#include <string_view>

#include "registry/values/account.h"
#include "registry/values/error.h"
#include "registry/values/model.h"

namespace berth {

// --- registries and their aliases ---

// Whether no new registry may have this alias: /<alias> is the page of a registry, and at these
// addresses the server has something else. A registry that has one from before keeps it.
bool is_reserved_alias(std::string_view alias);

struct NewRegistryFacts {
  bool is_id_taken = false;
  bool is_alias_taken = false;  // by any registry
  bool is_key_taken = false;    // the id of the administrator's access key
};
// name_invalid (NameFault::reserved), account_entry_exists.
Result<void> check_new_registry(const Registry& registry, const AccessKey& administrator,
                                const NewRegistryFacts& facts);

// registry_not_found.
Result<void> check_registry(const RegistryId& registry, bool exists);

struct NewAliasFacts {
  bool registry_exists = false;
  bool is_taken = false;  // by any registry
};
// name_invalid (NameFault::reserved), registry_not_found, account_entry_exists.
Result<void> check_new_alias(const RegistryId& registry, const RegistryAlias& alias,
                             const NewAliasFacts& facts);

// `known`: what the registry has of that name. account_entry_not_found without it.
Result<void> check_primary_alias(const RegistryId& registry, const RegistryAlias& alias,
                                 const std::optional<AliasDetail>& known);
// Likewise; alias_fixed for the default alias and for the primary one.
Result<void> check_alias_removal(const RegistryId& registry, const RegistryAlias& alias,
                                 const std::optional<AliasDetail>& known);

// --- users, their keys and their policies ---

struct NewUserFacts {
  bool registry_exists = false;
  bool is_name_taken = false;  // in that registry
};
// registry_not_found, account_entry_exists.
Result<void> check_new_user(const User& user, const NewUserFacts& facts);

struct NewAccessKeyFacts {
  bool user_exists = false;
  bool is_id_taken = false;  // by any user
};
// account_entry_not_found (the user), account_entry_exists (the key's id).
Result<void> check_new_access_key(const AccessKey& key, const NewAccessKeyFacts& facts);

// account_entry_not_found.
Result<void> check_user(std::string_view name, bool exists);
Result<void> check_access_key(std::string_view id, bool exists);
Result<void> check_user_policy(std::string_view name, bool exists);

}  // namespace berth
