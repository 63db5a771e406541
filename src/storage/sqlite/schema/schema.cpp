#include "storage/sqlite/schema/schema.h"

#include "storage/sqlite/rows/packed_image.h"
#include "storage/sqlite/rows/version_key_function.h"
#include "storage/sqlite/schema/schema_steps.h"

namespace berth::storage::sqlite {
namespace {

std::size_t version_of(Database& database) {
  Statement statement(database, "PRAGMA user_version");
  Statement::Run row = statement.run();
  return row.step() ? row.number(0) : 0;
}

DatabaseError other_version(std::size_t version, const std::string& what_to_do) {
  return DatabaseError{"the database is of schema version " + std::to_string(version) +
                       ", this Berth knows " + std::to_string(schema_steps().size()) + ": " +
                       what_to_do};
}

std::size_t version_not_newer(Database& database) {
  const std::size_t version = version_of(database);
  if (version <= schema_steps().size()) return version;
  throw other_version(version, "use the newer Berth that wrote it");
}

// What the steps call.
void register_functions(Database& database) {
  register_pack_image(database.handle());
  register_version_key(database.handle());
}

void run_steps(Database& database, std::size_t to_version) {
  // Checks again: another process may have begun at the same time.
  for (std::size_t step = version_not_newer(database); step < to_version; ++step) {
    database.execute(schema_steps()[step]);
  }
}

}  // namespace

std::size_t newest_version() {
  return schema_steps().size();
}

void migrate(Database& database) {
  migrate(database, newest_version());
}

void migrate(Database& database, std::size_t to_version) {
  if (version_not_newer(database) >= to_version) return;
  register_functions(database);
  Transaction transaction(database, Access::read_write);
  run_steps(database, to_version);
  transaction.commit();
}

void migrate(Database& database, const StoreIdentity& identity) {
  version_not_newer(database);
  register_functions(database);
  Transaction transaction(database, Access::read_write);
  run_steps(database, newest_version());
  Statement(database, "INSERT INTO store (id, key_fingerprint) VALUES (?, ?)")
      .execute(identity.id, identity.key_fingerprint);
  transaction.commit();
}

void require_newest_version(Database& database) {
  const std::size_t version = version_not_newer(database);
  if (version == schema_steps().size()) return;
  throw other_version(version, "start the server of this Berth, which brings it there");
}

}  // namespace berth::storage::sqlite
