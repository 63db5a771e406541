#include "storage/sqlite/rows/registry_statements.h"

#include <algorithm>
#include <utility>

namespace berth::storage::sqlite {
namespace {

Registry read_registry(const Statement::Run& row) {
  return {.id = RegistryId::parse(row.text(0)).value(),
          .alias = RegistryAlias::parse(row.text(1)).value(),
          .created_at = row.time(2),
          .standing = static_cast<RegistryStanding>(row.integer(3))};
}

}  // namespace

RegistryStatements::RegistryStatements(Database& database)
    : insert_(database, "INSERT INTO registries (id, alias, created_at) VALUES (?, ?, ?)"),
      find_(database, "SELECT id, alias, created_at, standing FROM registries WHERE id = ?"),
      find_by_alias_(database,
                     "SELECT r.id, r.alias, r.created_at, r.standing FROM aliases a"
                     " JOIN registries r ON r.id = a.registry_id WHERE a.name = ?"),
      list_(database,
            "SELECT id, alias, created_at, standing FROM registries ORDER BY created_at, id"),
      find_display_name_(database, "SELECT display_name FROM registries WHERE id = ?"),
      set_display_name_(database, "UPDATE registries SET display_name = ? WHERE id = ?"),
      set_standing_(database, "UPDATE registries SET standing = ? WHERE id = ?"),
      insert_alias_(database,
                    "INSERT INTO aliases (name, registry_id, origin, created_at)"
                    " VALUES (?, ?, ?, ?)"),
      list_aliases_(database,
                    "SELECT a.name, a.origin, a.name = r.alias FROM aliases a"
                    " JOIN registries r ON r.id = a.registry_id"
                    " WHERE a.registry_id = ? ORDER BY a.name"),
      set_primary_alias_(database, "UPDATE registries SET alias = ? WHERE id = ?"),
      delete_alias_(database, "DELETE FROM aliases WHERE name = ?") {}

void RegistryStatements::insert(const Registry& registry) {
  insert_.execute(registry.id.text(), registry.alias.text(), registry.created_at);
  insert_alias_.execute(registry.alias.text(), registry.id.text(),
                        std::int64_t{std::to_underlying(AliasOrigin::given)}, registry.created_at);
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

std::optional<std::string> RegistryStatements::display_name(const RegistryId& id) {
  Statement::Run row = find_display_name_.run(id.text());
  if (!row.step()) return std::nullopt;
  return std::string(row.text(0));
}

void RegistryStatements::set_display_name(const RegistryId& id, std::string_view name) {
  set_display_name_.execute(name, id.text());
}

void RegistryStatements::set_standing(const RegistryId& id, RegistryStanding standing) {
  set_standing_.execute(std::int64_t{std::to_underlying(standing)}, id.text());
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

std::optional<AliasDetail> RegistryStatements::find_alias(const RegistryId& id,
                                                          const RegistryAlias& alias) {
  const auto aliases = list_aliases(id);
  const auto found = std::ranges::find(aliases, alias, &AliasDetail::name);
  return found != aliases.end() ? std::optional(*found) : std::nullopt;
}

void RegistryStatements::insert_alias(const RegistryId& id, const RegistryAlias& alias,
                                      Timestamp now) {
  insert_alias_.execute(alias.text(), id.text(),
                        std::int64_t{std::to_underlying(AliasOrigin::chosen)}, now);
}

void RegistryStatements::set_primary_alias(const RegistryId& id, const RegistryAlias& alias) {
  set_primary_alias_.execute(alias.text(), id.text());
}

void RegistryStatements::remove_alias(const RegistryAlias& alias) {
  delete_alias_.execute(alias.text());
}

}  // namespace berth::storage::sqlite
