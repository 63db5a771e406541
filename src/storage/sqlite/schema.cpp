#include "storage/sqlite/schema.h"

#include "storage/sqlite/packed_image.h"
#include "storage/sqlite/schema_steps.h"

namespace berth::storage {
namespace {

std::size_t version_of(Database& database) {
  Statement statement(database, "PRAGMA user_version");
  Statement::Run row = statement.run();
  return row.step() ? static_cast<std::size_t>(row.integer(0)) : 0;
}

}  // namespace

void migrate(Database& database) {
  migrate(database, schema_steps().size());
}

void migrate(Database& database, std::size_t to_version) {
  const std::span<const Sql> steps = schema_steps();
  const auto check = [&] {
    const std::size_t version = version_of(database);
    if (version <= steps.size()) return version;
    throw DatabaseError("the database is of schema version " + std::to_string(version) +
                        ", this Berth knows " + std::to_string(steps.size()) +
                        ": use the newer Berth that wrote it");
  };
  if (check() >= to_version) return;
  register_pack_image(database.handle());
  Transaction transaction(database, Access::read_write);
  // Once more: another process may have begun at the same time.
  for (std::size_t step = check(); step < to_version; ++step) database.execute(steps[step]);
  transaction.commit();
}

}  // namespace berth::storage
