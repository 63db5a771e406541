#include "storage/sqlite/sqlite_database.h"

#include "storage/sqlite/schema/schema.h"

namespace berth::storage::sqlite {

SqliteDatabase::Prepared::Prepared(const SqliteOptions& options, const char* vfs,
                                   const DamageListener* on_damage)
    : Connection(options.file, Access::read_write, vfs, on_damage) {
  if (options.role == StoreRole::server) {
    migrate(database);
  } else {
    if (options.role == StoreRole::beside_a_server) database.leave_log_alone();
    require_newest_version(database);
  }
}

SqliteDatabase::SqliteDatabase(const SqliteOptions& options)
    : on_damage_(options.on_damage),
      connection_(options, writer_vfs_.name(), &on_damage_),
      writer_(connection_.database),
      readers_(options.file, options.reader_count, reader_vfs_.name(), &on_damage_) {
  changes_.watch(options.file);
}

void SqliteDatabase::check() {
  require_newest_version(reader()->database);
  writer_.run([] { return WriteOutcome::undo; });
}

}  // namespace berth::storage::sqlite
