#include "storage/sqlite/schema/database_facts.h"

#include <sqlite3.h>

#include "storage/sqlite/engine/database.h"
#include "storage/sqlite/schema/schema.h"

namespace berth::storage::sqlite {
namespace {

// Tables of version 1 that still exist.
constexpr std::int64_t kTablesOfBerth = 5;
constexpr Sql kCountTablesOfBerth =
    "SELECT count(*) FROM sqlite_schema WHERE type = 'table'"
    " AND name IN ('registries', 'access_keys', 'repositories', 'images', 'tags')";

std::int64_t integer(Database& database, Sql sql) {
  Statement statement(database, sql);
  Statement::Run row = statement.run();
  return row.step() ? row.integer(0) : 0;
}

// Reads the start of the file, which is enough to tell.
bool is_database(Database& database) {
  try {
    integer(database, "PRAGMA schema_version");
    return true;
  } catch (const DatabaseError&) {
    if (sqlite3_errcode(database.handle()) != SQLITE_NOTADB) throw;
    return false;
  }
}

DatabaseFacts look(Database& database) {
  const Transaction one_state(database, Access::read_only);
  const std::int64_t application = integer(database, "PRAGMA application_id");
  const auto version = static_cast<std::size_t>(integer(database, "PRAGMA user_version"));
  const bool is_blank = application == 0 && version == 0 &&
                        integer(database, "SELECT count(*) FROM sqlite_schema") == 0;
  if (is_blank) return {.kind = DatabaseKind::empty};
  if (application == kApplicationId && version > newest_version()) {
    return {.kind = DatabaseKind::newer, .version = version};
  }
  if (integer(database, kCountTablesOfBerth) != kTablesOfBerth) {
    return {.kind = DatabaseKind::foreign};
  }
  if (application == 0 && version > 0 && version < kFirstVersionWithIdentity) {
    return {.kind = DatabaseKind::unmarked, .version = version};
  }
  if (application != kApplicationId || version < kFirstVersionWithIdentity) {
    return {.kind = DatabaseKind::foreign};
  }
  Statement select(database, "SELECT id, key_fingerprint FROM store");
  Statement::Run row = select.run();
  if (!row.step()) return {.kind = DatabaseKind::foreign};
  return {
      .kind = DatabaseKind::marked,
      .version = version,
      .identity = {.id = std::string(row.text(0)), .key_fingerprint = std::string(row.text(1))}};
}

}  // namespace

DatabaseFacts look_at_database(const std::filesystem::path& file) {
  Database database(file, Access::as_it_is);
  if (!is_database(database)) return {.kind = DatabaseKind::foreign};
  return look(database);
}

UnmarkedFacts look_at_registries(const std::filesystem::path& file) {
  Database database(file, Access::as_it_is);
  const Transaction one_state(database, Access::read_only);
  UnmarkedFacts facts;
  Statement select_first(database, "SELECT id FROM registries ORDER BY created_at, id LIMIT 1");
  Statement::Run first = select_first.run();
  if (first.step()) facts.first_registry = RegistryId::parse(first.text(0)).value();
  Statement select(database, "SELECT id, sealed_secret FROM access_keys");
  Statement::Run key = select.run();
  while (key.step()) {
    facts.secrets.push_back(
        {.access_key_id = std::string(key.text(0)), .sealed = std::string(key.bytes(1))});
  }
  return facts;
}

}  // namespace berth::storage::sqlite
