#include "storage/sqlite/rows/purge_statements.h"

namespace berth::storage::sqlite {
namespace {

std::size_t delete_some(Statement& statement, RepositoryKey repository, std::size_t limit) {
  statement.execute(repository, limit);
  return statement.changed_rows();
}

}  // namespace

PurgeStatements::PurgeStatements(Database& database)
    // No repository can have such a name: RepositoryName::kPattern.
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
      delete_layers_(
          database,
          "DELETE FROM image_layers WHERE repository = ?1 AND (digest, image_sequence) IN"
          " (SELECT digest, image_sequence FROM image_layers WHERE repository = ?1"
          " LIMIT ?2)"),
      delete_children_(
          database,
          "DELETE FROM image_children WHERE repository = ?1 AND (child, parent) IN"
          " (SELECT child, parent FROM image_children WHERE repository = ?1 LIMIT ?2)"),
      delete_referrers_(database,
                        "DELETE FROM referrers WHERE repository = ?1 AND (subject, digest) IN"
                        " (SELECT subject, digest FROM referrers WHERE repository = ?1 LIMIT ?2)"),
      // SQLite stores the length of a BLOB before its content, so no page of the content is read.
      image_sizes_(database,
                   "SELECT coalesce(length(m.content), 0) FROM images i LEFT JOIN manifests m"
                   " ON m.sequence = i.sequence WHERE i.repository = ? ORDER BY i.sequence"
                   " LIMIT ?"),
      delete_manifests_(database,
                        "DELETE FROM manifests WHERE sequence IN (SELECT sequence FROM images"
                        " WHERE repository = ?1 ORDER BY sequence LIMIT ?2)"),
      delete_images_(database,
                     "DELETE FROM images WHERE repository = ?1 AND sequence IN (SELECT sequence"
                     " FROM images WHERE repository = ?1 ORDER BY sequence LIMIT ?2)"),
      list_blobs_(database,
                  "SELECT digest, size FROM repository_blobs WHERE repository = ? LIMIT ?"),
      delete_(database, "DELETE FROM repositories WHERE key = ?") {}

void PurgeStatements::mark_deleted(RepositoryKey repository, Timestamp now) {
  mark_.execute(repository, now);
  delete_logo_.execute(repository);  // found by its own name, not by the repository's
}

std::optional<DeletedRepository> PurgeStatements::next() {
  Statement::Run row = next_.run();
  if (!row.step()) return std::nullopt;
  return DeletedRepository{.key = row.integer(0), .deleted_at = row.time(1)};
}

std::size_t PurgeStatements::delete_tags(RepositoryKey repository, std::size_t limit) {
  return delete_some(delete_tags_, repository, limit);
}

std::size_t PurgeStatements::delete_history(RepositoryKey repository, std::size_t limit) {
  return delete_some(delete_history_, repository, limit);
}

std::size_t PurgeStatements::delete_layers(RepositoryKey repository, std::size_t limit) {
  return delete_some(delete_layers_, repository, limit);
}

std::size_t PurgeStatements::delete_children(RepositoryKey repository, std::size_t limit) {
  return delete_some(delete_children_, repository, limit);
}

std::size_t PurgeStatements::delete_referrers(RepositoryKey repository, std::size_t limit) {
  return delete_some(delete_referrers_, repository, limit);
}

PurgeStatements::ImageCount PurgeStatements::count_images(RepositoryKey repository,
                                                          std::size_t limit) {
  ImageCount counted;
  std::uint64_t bytes = 0;
  Statement::Run row = image_sizes_.run(repository, limit);
  while (row.step()) {
    bytes += row.number(0);
    counted.is_large = counted.count > 0 && bytes > kMaxPurgeBytes;
    if (counted.is_large) break;
    ++counted.count;
  }
  return counted;
}

void PurgeStatements::delete_images(RepositoryKey repository, std::size_t count) {
  delete_manifests_.execute(repository, count);
  delete_images_.execute(repository, count);
}

std::vector<Blob> PurgeStatements::list_blobs(RepositoryKey repository, std::size_t limit) {
  std::vector<Blob> blobs;
  Statement::Run row = list_blobs_.run(repository, limit);
  while (row.step()) {
    blobs.push_back({.digest = Digest::parse(row.text(0)).value(), .size_bytes = row.number(1)});
  }
  return blobs;
}

void PurgeStatements::delete_repository(RepositoryKey repository) {
  delete_.execute(repository);
}

}  // namespace berth::storage::sqlite
