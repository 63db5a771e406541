#include "storage/sqlite/rows/garbage_statements.h"

namespace berth::storage::sqlite {
namespace {

Blob read_blob(const Statement::Run& row, int digest_column, int size_column) {
  return {.digest = Digest::parse(row.text(digest_column)).value(),
          .size_bytes = row.number(size_column)};
}

GarbageCount read_count(const Statement::Run& row) {
  return {.count = row.number(0), .size_bytes = row.number(1)};
}

std::int64_t signed_size(const Blob& blob) {
  return static_cast<std::int64_t>(blob.size_bytes);
}

}  // namespace

GarbageStatements::GarbageStatements(Database& database, UsageStatements& usage)
    : usage_(usage),
      link_(database,
            "INSERT OR IGNORE INTO repository_blobs (repository, digest, size, linked_at)"
            " VALUES (?, ?, ?, ?)"),
      unlink_(database, "DELETE FROM repository_blobs WHERE repository = ? AND digest = ?"),
      touch_unnamed_(database,
                     "INSERT OR REPLACE INTO unnamed_blobs (repository, digest, since)"
                     " SELECT ?1, ?2, ?3 WHERE NOT EXISTS (SELECT 1 FROM image_layers"
                     " WHERE repository = ?1 AND digest = ?2)"),
      clear_unheld_(database, "DELETE FROM unheld_blobs WHERE digest = ?"),
      queue_unheld_(database,
                    "INSERT OR REPLACE INTO unheld_blobs (digest, size, since) SELECT ?1, ?2, ?3"
                    " WHERE NOT EXISTS (SELECT 1 FROM repository_blobs WHERE digest = ?1)"),
      name_layers_(database,
                   "DELETE FROM unnamed_blobs WHERE repository = ?1 AND digest IN (SELECT digest"
                   " FROM image_layers WHERE repository = ?1 AND image_sequence = ?2)"),
      unname_layers_(
          database,
          "INSERT OR REPLACE INTO unnamed_blobs (repository, digest, since)"
          " SELECT b.repository, b.digest, ?3 FROM image_layers l JOIN repository_blobs b"
          " ON b.repository = l.repository AND b.digest = l.digest"
          " WHERE l.repository = ?1 AND l.image_sequence = ?2"
          " AND NOT EXISTS (SELECT 1 FROM image_layers o WHERE o.repository = ?1"
          " AND o.digest = l.digest AND o.image_sequence <> ?2)"),
      find_held_(database,
                 "SELECT b.size, u.since IS NULL, coalesce(u.since, 0) FROM repository_blobs b"
                 " JOIN repositories p ON p.key = b.repository AND p.deleted_at IS NULL"
                 " LEFT JOIN unnamed_blobs u ON u.repository = b.repository"
                 " AND u.digest = b.digest WHERE b.repository = ? AND b.digest = ?"),
      list_unnamed_(database,
                    "SELECT u.repository, u.digest, b.size, u.since FROM unnamed_blobs u"
                    " JOIN repository_blobs b ON b.repository = u.repository"
                    " AND b.digest = u.digest WHERE u.since < ? ORDER BY u.since LIMIT ?"),
      is_named_(database, "SELECT 1 FROM image_layers WHERE repository = ? AND digest = ? LIMIT 1"),
      forget_unnamed_(database, "DELETE FROM unnamed_blobs WHERE repository = ? AND digest = ?"),
      list_unheld_(database,
                   "SELECT digest, size, since FROM unheld_blobs"
                   " WHERE since < ? AND (since, digest) > (?, ?) ORDER BY since, digest LIMIT ?"),
      is_held_(database, "SELECT 1 FROM repository_blobs WHERE digest = ? LIMIT 1"),
      is_held_elsewhere_(database,
                         "SELECT 1 FROM repository_blobs WHERE digest = ? AND repository <> ?"
                         " LIMIT 1"),
      is_unheld_(database, "SELECT 1 FROM unheld_blobs WHERE digest = ?"),
      forget_unheld_(database, "DELETE FROM unheld_blobs WHERE digest = ? AND since = ?"),
      has_upload_parts_(database, "SELECT 1 FROM upload_parts WHERE updated_at < ? LIMIT 1"),
      forget_upload_parts_(database, "DELETE FROM upload_parts WHERE updated_at < ?"),
      count_unheld_(database,
                    "SELECT count(*), coalesce(sum(size), 0) FROM unheld_blobs WHERE since < ?"),
      // Links to remove now: those of blobs that have been unnamed for long enough, and those of
      // repositories that were deleted long enough ago and are not purged yet. Blobs without
      // another link are removed with them. Only the first kind of link is counted, as in a run:
      // the others are purged with their repository.
      count_links_(
          database,
          "WITH due (repository, digest) AS ("
          " SELECT repository, digest FROM unnamed_blobs WHERE since < ?1"
          " UNION SELECT b.repository, b.digest FROM repositories p JOIN repository_blobs b"
          " ON b.repository = p.key WHERE p.deleted_at IS NOT NULL AND p.deleted_at < ?1),"
          " last (digest) AS ("
          " SELECT digest FROM due GROUP BY digest HAVING count(*) ="
          " (SELECT count(*) FROM repository_blobs b WHERE b.digest = due.digest))"
          " SELECT count(*), coalesce(sum((SELECT size FROM repository_blobs b"
          " WHERE b.digest = last.digest LIMIT 1)), 0), (SELECT count(*) FROM unnamed_blobs u"
          " JOIN repositories p ON p.key = u.repository AND p.deleted_at IS NULL"
          " WHERE u.since < ?1) FROM last"),
      count_deleted_(database, "SELECT count(*) FROM repositories WHERE deleted_at IS NOT NULL"),
      find_waiting_(database,
                    "SELECT min(since), max(since) FROM (SELECT since FROM unnamed_blobs"
                    " UNION ALL SELECT since FROM unheld_blobs)") {}

bool GarbageStatements::link(RepositoryKey repository, const Blob& blob, Timestamp now) {
  const std::string& digest = blob.digest.text();
  link_.execute(repository, digest, blob.size_bytes, now);
  const bool is_new = link_.changed_rows() > 0;
  const bool was_unheld = clear_unheld(blob.digest);
  touch_unnamed_.execute(repository, digest, now);
  if (!is_new) return false;
  usage_.add(repository, {.blobs = 1, .blob_bytes = signed_size(blob)});
  const bool was_stored = was_unheld || is_held_elsewhere_.run(digest, repository).step();
  if (!was_stored) usage_.add_stored(1, signed_size(blob));
  return true;
}

bool GarbageStatements::clear_unheld(const Digest& digest) {
  clear_unheld_.execute(digest.text());
  return clear_unheld_.changed_rows() > 0;
}

void GarbageStatements::hold(RepositoryKey repository, const Digest& digest, Timestamp now) {
  clear_unheld(digest);
  touch_unnamed_.execute(repository, digest.text(), now);
}

void GarbageStatements::unlink(RepositoryKey repository, const Blob& blob, Timestamp since) {
  unlink_.execute(repository, blob.digest.text());
  if (unlink_.changed_rows() > 0) {
    usage_.add(repository, {.blobs = -1, .blob_bytes = -signed_size(blob)});
  }
  queue_unheld_.execute(blob.digest.text(), blob.size_bytes, since);
}

void GarbageStatements::image_inserted(RepositoryKey repository, std::int64_t sequence) {
  name_layers_.execute(repository, sequence);
}

void GarbageStatements::image_goes(RepositoryKey repository, std::int64_t sequence, Timestamp now) {
  unname_layers_.execute(repository, sequence, now);
}

std::optional<GarbageStatements::HeldBlob> GarbageStatements::find_held(RepositoryKey repository,
                                                                        const Digest& digest) {
  Statement::Run row = find_held_.run(repository, digest.text());
  if (!row.step()) return std::nullopt;
  HeldBlob held{.blob = {.digest = digest, .size_bytes = row.number(0)},
                .unnamed_since = std::nullopt};
  const bool is_named = row.integer(1) != 0;
  if (!is_named) held.unnamed_since = row.time(2);
  return held;
}

std::vector<GarbageStatements::UnnamedBlob> GarbageStatements::list_unnamed(Timestamp before,
                                                                            std::size_t limit) {
  std::vector<UnnamedBlob> blobs;
  Statement::Run row = list_unnamed_.run(before, limit);
  while (row.step()) {
    blobs.push_back(
        {.repository = row.integer(0), .blob = read_blob(row, 1, 2), .since = row.time(3)});
  }
  return blobs;
}

bool GarbageStatements::is_named(RepositoryKey repository, const Digest& digest) {
  return is_named_.run(repository, digest.text()).step();
}

void GarbageStatements::forget_unnamed(RepositoryKey repository, const Digest& digest) {
  forget_unnamed_.execute(repository, digest.text());
}

std::vector<UnheldBlob> GarbageStatements::list_unheld(Timestamp before,
                                                       const std::optional<UnheldBlob>& after,
                                                       std::size_t limit) {
  std::vector<UnheldBlob> blobs;
  const Timestamp after_since = after ? after->since : Timestamp::min();
  const std::string_view after_digest =
      after ? std::string_view(after->blob.digest.text()) : std::string_view();
  Statement::Run row = list_unheld_.run(before, after_since, after_digest, limit);
  while (row.step()) {
    blobs.push_back({.blob = read_blob(row, 0, 1), .since = row.time(2)});
  }
  return blobs;
}

bool GarbageStatements::is_held(const Digest& digest) {
  return is_held_.run(digest.text()).step();
}

bool GarbageStatements::is_unheld(const Digest& digest) {
  return is_unheld_.run(digest.text()).step();
}

void GarbageStatements::add_orphan(const Blob& blob, Timestamp now) {
  if (is_held(blob.digest) || is_unheld(blob.digest)) return;
  queue_unheld_.execute(blob.digest.text(), blob.size_bytes, now);
  usage_.add_stored(1, signed_size(blob));
}

bool GarbageStatements::forget_unheld(const UnheldBlob& unheld) {
  forget_unheld_.execute(unheld.blob.digest.text(), unheld.since);
  if (forget_unheld_.changed_rows() == 0) return false;
  usage_.add_stored(-1, -signed_size(unheld.blob));
  return true;
}

bool GarbageStatements::has_upload_parts(Timestamp before) {
  return has_upload_parts_.run(before).step();
}

void GarbageStatements::forget_upload_parts(Timestamp before) {
  forget_upload_parts_.execute(before);
}

GarbageReport GarbageStatements::measure(Timestamp before) {
  GarbageReport report;
  Statement::Run deleted = count_deleted_.run();
  if (deleted.step()) report.repositories = deleted.number(0);
  Statement::Run unheld = count_unheld_.run(before);
  if (unheld.step()) report.blobs = read_count(unheld);
  Statement::Run links = count_links_.run(before);
  if (links.step()) {
    const GarbageCount last = read_count(links);
    report.blobs.count += last.count;
    report.blobs.size_bytes += last.size_bytes;
    report.links = links.number(2);
  }
  return report;
}

std::optional<GarbageStore::Waiting> GarbageStatements::find_waiting() {
  Statement::Run row = find_waiting_.run();
  if (!row.step() || row.is_null(0)) return std::nullopt;
  return GarbageStore::Waiting{.first = row.time(0), .last = row.time(1)};
}

}  // namespace berth::storage::sqlite
