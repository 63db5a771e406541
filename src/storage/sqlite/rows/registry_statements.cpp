#include "storage/sqlite/rows/registry_statements.h"

#include <algorithm>
#include <utility>

namespace berth::storage::sqlite {
namespace {

Registry read_registry(const Statement::Run& row) {
  return {.id = RegistryId::parse(row.text(0)).value(),
          .alias = RegistryAlias::parse(row.text(1)).value(),
          .created_at = row.time(2)};
}

Failure registry_not_found(const RegistryId& id) {
  return fail({.code = ErrorCode::registry_not_found, .registry = id.text()});
}

Failure about_alias(ErrorCode code, const RegistryId& id, const RegistryAlias& alias) {
  return fail({.code = code,
               .registry = id.text(),
               .facts = AccountEntry{.kind = EntryKind::alias, .name = alias.text()}});
}

}  // namespace

RegistryStatements::RegistryStatements(Database& database)
    : insert_(database, "INSERT INTO registries (id, alias, created_at) VALUES (?, ?, ?)"),
      find_(database, "SELECT id, alias, created_at FROM registries WHERE id = ?"),
      find_by_alias_(database,
                     "SELECT r.id, r.alias, r.created_at FROM aliases a"
                     " JOIN registries r ON r.id = a.registry_id WHERE a.name = ?"),
      list_(database, "SELECT id, alias, created_at FROM registries ORDER BY created_at, id"),
      find_display_name_(database, "SELECT display_name FROM registries WHERE id = ?"),
      set_display_name_(database, "UPDATE registries SET display_name = ? WHERE id = ?"),
      insert_alias_(database,
                    "INSERT INTO aliases (name, registry_id, origin, created_at)"
                    " VALUES (?, ?, ?, ?)"),
      list_aliases_(database,
                    "SELECT a.name, a.origin, a.name = r.alias FROM aliases a"
                    " JOIN registries r ON r.id = a.registry_id"
                    " WHERE a.registry_id = ? ORDER BY a.name"),
      set_primary_alias_(database, "UPDATE registries SET alias = ? WHERE id = ?"),
      delete_alias_(database, "DELETE FROM aliases WHERE name = ?") {}

Result<void> RegistryStatements::create(const Registry& registry) {
  if (find(registry.id)) {
    return fail({.code = ErrorCode::account_entry_exists,
                 .registry = registry.id.text(),
                 .facts = AccountEntry{.kind = EntryKind::account, .name = registry.id.text()}});
  }
  if (find(registry.alias)) {
    return about_alias(ErrorCode::account_entry_exists, registry.id, registry.alias);
  }
  insert_.execute(registry.id.text(), registry.alias.text(), registry.created_at);
  insert_alias_.execute(registry.alias.text(), registry.id.text(),
                        std::int64_t{std::to_underlying(AliasOrigin::given)}, registry.created_at);
  return {};
}

std::optional<Registry> RegistryStatements::find(const RegistryId& id) {
  Statement::Run row = find_.run(id.text());
  if (!row.step()) return std::nullopt;
  return read_registry(row);
}

std::optional<Registry> RegistryStatements::find(const RegistryAlias& alias) {
  Statement::Run row = find_by_alias_.run(alias.text());
  if (!row.step()) return std::nullopt;
  return read_registry(row);
}

std::vector<Registry> RegistryStatements::list() {
  std::vector<Registry> registries;
  Statement::Run row = list_.run();
  while (row.step()) registries.push_back(read_registry(row));
  return registries;
}

Result<std::string> RegistryStatements::display_name(const RegistryId& id) {
  Statement::Run row = find_display_name_.run(id.text());
  if (!row.step()) return registry_not_found(id);
  return std::string(row.text(0));
}

Result<void> RegistryStatements::set_display_name(const RegistryId& id, std::string_view name) {
  if (!find(id)) return registry_not_found(id);
  set_display_name_.execute(name, id.text());
  return {};
}

std::vector<AliasDetail> RegistryStatements::list_aliases(const RegistryId& id) {
  std::vector<AliasDetail> aliases;
  Statement::Run row = list_aliases_.run(id.text());
  while (row.step()) {
    const bool is_given = row.integer(1) == std::to_underlying(AliasOrigin::given);
    aliases.push_back({.name = RegistryAlias::parse(row.text(0)).value(),
                       .origin = is_given ? AliasOrigin::given : AliasOrigin::chosen,
                       .rank = row.integer(2) != 0 ? AliasRank::primary : AliasRank::secondary});
  }
  return aliases;
}

Result<void> RegistryStatements::add_alias(const RegistryId& id, const RegistryAlias& alias,
                                           Timestamp now) {
  if (!find(id)) return registry_not_found(id);
  if (find(alias)) return about_alias(ErrorCode::account_entry_exists, id, alias);
  insert_alias_.execute(alias.text(), id.text(),
                        std::int64_t{std::to_underlying(AliasOrigin::chosen)}, now);
  return {};
}

Result<AliasDetail> RegistryStatements::alias_of(const RegistryId& id, const RegistryAlias& alias) {
  const auto aliases = list_aliases(id);
  const auto found = std::ranges::find(aliases, alias, &AliasDetail::name);
  if (found == aliases.end()) return about_alias(ErrorCode::account_entry_not_found, id, alias);
  return *found;
}

Result<void> RegistryStatements::set_primary_alias(const RegistryId& id,
                                                   const RegistryAlias& alias) {
  if (auto found = alias_of(id, alias); !found) return failure_of(found);
  set_primary_alias_.execute(alias.text(), id.text());
  return {};
}

Result<void> RegistryStatements::remove_alias(const RegistryId& id, const RegistryAlias& alias) {
  const auto found = alias_of(id, alias);
  if (!found) return failure_of(found);
  if (found->origin == AliasOrigin::given || found->rank == AliasRank::primary) {
    return fail({.code = ErrorCode::alias_fixed, .registry = id.text(), .subject = alias.text()});
  }
  delete_alias_.execute(alias.text());
  return {};
}

}  // namespace berth::storage::sqlite
