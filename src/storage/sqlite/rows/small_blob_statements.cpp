#include "storage/sqlite/rows/small_blob_statements.h"

namespace berth::storage::sqlite {

SmallBlobStatements::SmallBlobStatements(Database& database)
    // Stored content may be damaged. If it is not, comparing costs less than writing.
    : put_(database,
           "INSERT INTO small_blobs (digest, content) VALUES (?, ?)"
           " ON CONFLICT DO UPDATE SET content = excluded.content"
           " WHERE content <> excluded.content"),
      find_(database, "SELECT content FROM small_blobs WHERE digest = ?"),
      find_held_(database,
                 "SELECT b.size, s.content FROM repository_blobs b"
                 " LEFT JOIN small_blobs s ON s.digest = b.digest"
                 " WHERE b.repository = ? AND b.digest = ?"),
      remove_(database, "DELETE FROM small_blobs WHERE digest = ?"),
      remove_unless_held_(database,
                          "DELETE FROM small_blobs WHERE digest = ?1 AND NOT EXISTS"
                          " (SELECT 1 FROM repository_blobs WHERE digest = ?1)") {}

void SmallBlobStatements::put(const Digest& digest, std::string_view content) {
  put_.execute(digest.text(), Bytes{content});
}

std::optional<std::string> SmallBlobStatements::find(const Digest& digest) {
  Statement::Run row = find_.run(digest.text());
  if (!row.step()) return std::nullopt;
  return std::string(row.bytes(0));
}

std::optional<StoredBlob> SmallBlobStatements::find(RepositoryKey repository,
                                                    const Digest& digest) {
  Statement::Run row = find_held_.run(repository, digest.text());
  if (!row.step()) return std::nullopt;
  StoredBlob stored{.blob = {.digest = digest, .size_bytes = row.number(0)},
                    .content = std::nullopt};
  if (!row.is_null(1)) stored.content = std::string(row.bytes(1));
  return stored;
}

void SmallBlobStatements::remove(const Digest& digest) {
  remove_.execute(digest.text());
}

bool SmallBlobStatements::remove_unless_held(const Digest& digest) {
  remove_unless_held_.execute(digest.text());
  return remove_unless_held_.changed_rows() > 0;
}

}  // namespace berth::storage::sqlite
