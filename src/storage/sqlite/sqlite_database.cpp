#include "storage/sqlite/sqlite_database.h"

#include <system_error>

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
    : file_(options.file),
      on_damage_(options.on_damage),
      connection_(options, writer_vfs_.name(), &on_damage_),
      writer_(connection_.database),
      readers_(options.file, options.reader_count, reader_vfs_.name(), &on_damage_) {
  changes_.watch(options.file);
}

MetadataFigures SqliteDatabase::figures() {
  // Not opened: closing a descriptor of the database would end SQLite's locks on it.
  const auto size_of = [](const std::filesystem::path& file) {
    std::error_code missing;
    const std::uintmax_t bytes = std::filesystem::file_size(file, missing);
    return missing ? 0 : bytes;
  };
  std::filesystem::path log = file_;
  log += "-wal";
  return {.schema_version = newest_version(),
          .database_bytes = size_of(file_),
          .log_bytes = size_of(log),
          .queued_writes = writer_.queued(),
          .batch_sizes = writer_.batch_sizes(),
          .commits = writer_.commits()};
}

void SqliteDatabase::check() {
  require_newest_version(reader()->database);
  writer_.run([] { return WriteOutcome::undo; });
}

}  // namespace berth::storage::sqlite
