// Port: what can be read of an account store, from the store itself or from a reader
// (registry/ports/reader.h). Absent things are std::nullopt; a broken store throws.
//
// What a reader notes for its basis (basis.h): the registry that a method is given, or that what it
// finds belongs to; everything if it finds nothing by an alias or a key's id. list_registries():
// everything.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "registry/values/account.h"
#include "registry/values/error.h"

namespace berth {

class AccountReads {
 public:
  AccountReads() = default;
  AccountReads(const AccountReads&) = delete;
  AccountReads& operator=(const AccountReads&) = delete;
  virtual ~AccountReads() = default;

  // --- registries and their aliases ---
  virtual std::optional<Registry> find_registry(const RegistryId& id) = 0;
  virtual std::optional<Registry> find_registry(const RegistryAlias& alias) = 0;
  virtual std::vector<Registry> list_registries() = 0;  // by age: the server's own comes first
  // The name that the registry shows to people who browse; empty: none. registry_not_found.
  virtual Result<std::string> display_name(const RegistryId& registry) = 0;
  virtual std::vector<AliasDetail> list_aliases(const RegistryId& registry) = 0;  // by name

  // --- users, their keys and their policies ---
  virtual std::vector<User> list_users(const RegistryId& registry) = 0;  // by name
  virtual std::optional<User> find_user(const RegistryId& registry, std::string_view name) = 0;
  virtual std::optional<AccessKey> find_access_key(std::string_view access_key_id) = 0;
  virtual std::vector<AccessKey> list_access_keys(const RegistryId& registry,
                                                  std::string_view user_name) = 0;  // by id
  virtual std::vector<UserPolicy> list_user_policies(const RegistryId& registry,
                                                     std::string_view user_name) = 0;  // by name
};

}  // namespace berth
