#include "storage/sqlite/sqlite_database.h"

#include "storage/sqlite/schema.h"

namespace berth::storage {

SqliteDatabase::Prepared::Prepared(const SqliteOptions& options)
    : Connection(options.file, Access::read_write) {
  if (options.role == Role::server) {
    migrate(database);
  } else {
    if (options.role == Role::beside_a_server) database.leave_log_alone();
    require_newest_version(database);
  }
}

SqliteDatabase::SqliteDatabase(const SqliteOptions& options)
    : connection_(options),
      writer_(connection_.database),
      readers_(options.file, options.reader_count, vfs_.name()) {
  stamp_.emplace(options.file);
}

}  // namespace berth::storage
