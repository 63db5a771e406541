#include "storage/sqlite/rows/upload_statements.h"

#include <limits>

namespace berth::storage::sqlite {
namespace {

// SQLite's integers are signed; no part is that long.
constexpr std::int64_t kNone = std::numeric_limits<std::int64_t>::max();

}  // namespace

UploadStatements::UploadStatements(Database& database)
    : find_(database,
            "SELECT part_count, smallest_but_last_bytes, last_bytes FROM upload_parts"
            " WHERE repository = ? AND upload_id = ?"),
      add_part_(database,
                "INSERT INTO upload_parts (repository, upload_id, part_count,"
                " smallest_but_last_bytes, last_bytes, updated_at) VALUES (?1, ?2, 1, ?3, ?4, ?5)"
                " ON CONFLICT DO UPDATE SET part_count = part_count + 1,"
                " smallest_but_last_bytes = min(smallest_but_last_bytes, last_bytes),"
                " last_bytes = ?4, updated_at = ?5"),
      delete_(database, "DELETE FROM upload_parts WHERE repository = ? AND upload_id = ?") {}

UploadParts UploadStatements::find(RepositoryKey repository, std::string_view upload_id) {
  Statement::Run row = find_.run(repository, upload_id);
  if (!row.step()) return {};
  return {.count = row.number(0),
          .smallest_but_last_bytes = row.number(1),
          .last_bytes = row.number(2)};
}

void UploadStatements::add_part(RepositoryKey repository, std::string_view upload_id,
                                std::uint64_t size_bytes, Timestamp now) {
  add_part_.execute(repository, upload_id, kNone, size_bytes, now);
}

void UploadStatements::forget(RepositoryKey repository, std::string_view upload_id) {
  delete_.execute(repository, upload_id);
}

}  // namespace berth::storage::sqlite
