#include "storage/sqlite/purge_statements.h"

namespace berth::storage {

PurgeStatements::PurgeStatements(Database& database)
    // No repository can be called so: RepositoryName::kPattern.
    : mark_(database, "UPDATE repositories SET name = '~' || key, deleted_at = ?2 WHERE key = ?1"),
      delete_logo_(database, "DELETE FROM repository_logos WHERE repository = ?"),
      next_(database,
            "SELECT key, deleted_at FROM repositories WHERE deleted_at IS NOT NULL"
            " ORDER BY deleted_at LIMIT 1"),
      delete_tags_(database,
                   "DELETE FROM tags WHERE repository = ?1 AND name IN"
                   " (SELECT name FROM tags WHERE repository = ?1 LIMIT ?2)"),
      delete_history_(database,
                      "DELETE FROM tag_history WHERE id IN"
                      " (SELECT id FROM tag_history WHERE repository = ?1 LIMIT ?2)"),
      list_blobs_(database,
                  "SELECT digest, size FROM repository_blobs WHERE repository = ? LIMIT ?"),
      unlink_blob_(database, "DELETE FROM repository_blobs WHERE repository = ? AND digest = ?"),
      delete_(database, "DELETE FROM repositories WHERE key = ?") {}

void PurgeStatements::mark_deleted(RepositoryKey repository, Timestamp now) {
  mark_.execute(repository, to_milliseconds(now));
  delete_logo_.execute(repository);  // which is found by its own name
}

std::optional<DeletedRepository> PurgeStatements::next() {
  Statement::Run row = next_.run();
  if (!row.step()) return std::nullopt;
  return DeletedRepository{.key = row.integer(0), .deleted_at = from_milliseconds(row.integer(1))};
}

std::size_t PurgeStatements::delete_tags(RepositoryKey repository, std::size_t limit) {
  delete_tags_.execute(repository, static_cast<std::int64_t>(limit));
  return delete_tags_.changed_rows();
}

std::size_t PurgeStatements::delete_history(RepositoryKey repository, std::size_t limit) {
  delete_history_.execute(repository, static_cast<std::int64_t>(limit));
  return delete_history_.changed_rows();
}

std::vector<Blob> PurgeStatements::unlink_blobs(RepositoryKey repository, std::size_t limit) {
  std::vector<Blob> blobs;
  {
    Statement::Run row = list_blobs_.run(repository, static_cast<std::int64_t>(limit));
    while (row.step()) {
      blobs.push_back({.digest = Digest::parse(row.text(0)).value(),
                       .size_bytes = static_cast<std::uint64_t>(row.integer(1))});
    }
  }
  for (const Blob& blob : blobs) unlink_blob_.execute(repository, blob.digest.text());
  return blobs;
}

void PurgeStatements::delete_repository(RepositoryKey repository) {
  delete_.execute(repository);
}

}  // namespace berth::storage
