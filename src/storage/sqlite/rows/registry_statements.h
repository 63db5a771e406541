// Statements about registries and their aliases, on one connection. What may be written,
// registry/rules/accounts.h says.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "registry/values/account.h"
#include "storage/sqlite/engine/database.h"

namespace berth::storage::sqlite {

class RegistryStatements {
 public:
  explicit RegistryStatements(Database& database);

  // With its default alias.
  void insert(const Registry& registry);
  std::optional<Registry> find(const RegistryId& id);
  std::optional<Registry> find(const RegistryAlias& alias);
  std::vector<Registry> list();
  // nullopt: no such registry.
  std::optional<std::string> display_name(const RegistryId& id);
  void set_display_name(const RegistryId& id, std::string_view name);
  void set_standing(const RegistryId& id, RegistryStanding standing);

  std::vector<AliasDetail> list_aliases(const RegistryId& id);
  // The registry's own alias of that name.
  std::optional<AliasDetail> find_alias(const RegistryId& id, const RegistryAlias& alias);
  // A custom one.
  void insert_alias(const RegistryId& id, const RegistryAlias& alias, Timestamp now);
  void set_primary_alias(const RegistryId& id, const RegistryAlias& alias);
  void remove_alias(const RegistryAlias& alias);

 private:
  Statement insert_;
  Statement find_;
  Statement find_by_alias_;
  Statement list_;
  Statement find_display_name_;
  Statement set_display_name_;
  Statement set_standing_;
  Statement insert_alias_;
  Statement list_aliases_;
  Statement set_primary_alias_;
  Statement delete_alias_;
};

}  // namespace berth::storage::sqlite
