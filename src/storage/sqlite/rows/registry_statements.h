// Statements about registries and their aliases, on one connection. Errors are those of the
// AccountStore methods of the same names.
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

  // Creates its default alias, too.
  Result<void> create(const Registry& registry);
  std::optional<Registry> find(const RegistryId& id);
  std::optional<Registry> find(const RegistryAlias& alias);
  std::vector<Registry> list();
  Result<std::string> display_name(const RegistryId& id);
  Result<void> set_display_name(const RegistryId& id, std::string_view name);

  std::vector<AliasDetail> list_aliases(const RegistryId& id);
  Result<void> add_alias(const RegistryId& id, const RegistryAlias& alias, Timestamp now);
  Result<void> set_primary_alias(const RegistryId& id, const RegistryAlias& alias);
  Result<void> remove_alias(const RegistryId& id, const RegistryAlias& alias);

 private:
  // The registry's own alias of that name. account_entry_not_found.
  Result<AliasDetail> alias_of(const RegistryId& id, const RegistryAlias& alias);

  Statement insert_;
  Statement find_;
  Statement find_by_alias_;
  Statement list_;
  Statement find_display_name_;
  Statement set_display_name_;
  Statement insert_alias_;
  Statement list_aliases_;
  Statement set_primary_alias_;
  Statement delete_alias_;
};

}  // namespace berth::storage::sqlite
