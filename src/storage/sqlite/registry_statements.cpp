#include "storage/sqlite/registry_statements.h"

namespace berth::storage {
namespace {

Registry read_registry(const Statement::Run& row) {
  return {.id = RegistryId::parse(row.text(0)).value(),
          .alias = RegistryAlias::parse(row.text(1)).value(),
          .created_at = from_milliseconds(row.integer(2))};
}

}  // namespace

RegistryStatements::RegistryStatements(Database& database)
    : insert_(database, "INSERT INTO registries (id, alias, created_at) VALUES (?, ?, ?)"),
      insert_key_(database,
                  "INSERT INTO access_keys (id, registry_id, user_name, sealed_secret, created_at)"
                  " VALUES (?, ?, ?, ?, ?)"),
      find_(database, "SELECT id, alias, created_at FROM registries WHERE id = ?"),
      find_taken_(database,
                  "SELECT CASE WHEN r.id = ?1 THEN 'registryId' ELSE 'alias' END"
                  " FROM registries r WHERE r.id = ?1 OR r.alias = ?2"
                  " UNION ALL SELECT 'accessKeyId' FROM access_keys k WHERE k.id = ?3"),
      list_(database, "SELECT id, alias, created_at FROM registries ORDER BY id"),
      find_key_(database,
                "SELECT id, registry_id, user_name, sealed_secret, created_at"
                " FROM access_keys WHERE id = ?") {}

Result<void> RegistryStatements::create(const Registry& registry, const AccessKey& administrator) {
  const std::string& key_id = administrator.principal.access_key_id;
  {
    Statement::Run taken = find_taken_.run(registry.id.text(), registry.alias.text(), key_id);
    if (taken.step()) {
      return fail({.code = ErrorCode::invalid_parameter,
                   .subject = std::string(taken.text(0)),
                   .reason = "is taken by another registry"});
    }
  }
  insert_.execute(registry.id.text(), registry.alias.text(), to_milliseconds(registry.created_at));
  insert_key_.execute(key_id, administrator.principal.registry.text(),
                      administrator.principal.user_name, Bytes{administrator.sealed_secret},
                      to_milliseconds(administrator.created_at));
  return {};
}

std::optional<Registry> RegistryStatements::find(const RegistryId& id) {
  Statement::Run row = find_.run(id.text());
  if (!row.step()) return std::nullopt;
  return read_registry(row);
}

std::vector<Registry> RegistryStatements::list() {
  std::vector<Registry> registries;
  Statement::Run row = list_.run();
  while (row.step()) registries.push_back(read_registry(row));
  return registries;
}

std::optional<AccessKey> RegistryStatements::find_access_key(std::string_view id) {
  Statement::Run row = find_key_.run(id);
  if (!row.step()) return std::nullopt;
  return AccessKey{.principal = {.registry = RegistryId::parse(row.text(1)).value(),
                                 .user_name = std::string(row.text(2)),
                                 .access_key_id = std::string(row.text(0))},
                   .sealed_secret = std::string(row.bytes(3)),
                   .created_at = from_milliseconds(row.integer(4))};
}

}  // namespace berth::storage
