#include "storage/sqlite/sqlite_database.h"

#include "storage/sqlite/schema.h"

namespace berth::storage {

SqliteDatabase::Prepared::Prepared(const std::filesystem::path& file)
    : Connection(file, Access::read_write) {
  migrate(database);
}

SqliteDatabase::SqliteDatabase(const SqliteOptions& options)
    : connection_(options.file),
      writer_(connection_.database),
      readers_(options.file, options.reader_count, vfs_.name()) {
  stamp_.emplace(options.file);
}

}  // namespace berth::storage
