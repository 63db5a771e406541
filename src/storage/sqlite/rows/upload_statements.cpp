#include "storage/sqlite/rows/upload_statements.h"

#include <algorithm>
#include <limits>

namespace berth::storage::sqlite {
namespace {

// SQLite's integers are signed; no part is that long.
constexpr auto kNone = std::uint64_t{std::numeric_limits<std::int64_t>::max()};

}  // namespace

UploadStatements::UploadStatements(Database& database)
    : find_(database,
            "SELECT part_count, smallest_but_last_bytes, last_bytes FROM upload_parts"
            " WHERE repository = ? AND upload_id = ?"),
      put_(database,
           "INSERT OR REPLACE INTO upload_parts (repository, upload_id, part_count,"
           " smallest_but_last_bytes, last_bytes, updated_at) VALUES (?, ?, ?, ?, ?, ?)"),
      delete_(database, "DELETE FROM upload_parts WHERE repository = ? AND upload_id = ?") {}

UploadParts UploadStatements::find(RepositoryKey repository, std::string_view upload_id) {
  Statement::Run row = find_.run(repository, upload_id);
  if (!row.step()) return {};
  return {.count = row.number(0),
          .smallest_but_last_bytes = row.number(1),
          .last_bytes = row.number(2)};
}

void UploadStatements::put(RepositoryKey repository, std::string_view upload_id,
                           const UploadParts& parts, Timestamp now) {
  put_.execute(repository, upload_id, parts.count, std::min(parts.smallest_but_last_bytes, kNone),
               parts.last_bytes, now);
}

void UploadStatements::forget(RepositoryKey repository, std::string_view upload_id) {
  delete_.execute(repository, upload_id);
}

}  // namespace berth::storage::sqlite
