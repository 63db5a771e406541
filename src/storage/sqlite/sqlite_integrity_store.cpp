#include "storage/sqlite/sqlite_integrity_store.h"

#include <sqlite3.h>

#include "registry/rules/audit.h"
#include "registry/values/media_types.h"
#include "storage/sqlite/rows/image_operations.h"
#include "storage/sqlite/rows/packed_image.h"
#include "storage/sqlite/rows/version_key_function.h"

namespace berth::storage::sqlite {
namespace {

// The actor in the history of tags.
constexpr std::string_view kActor = "berth fsck";

// The digest of the image that a tag pointed at; empty if the row is damaged, which must not keep
// the rest from being repaired.
std::string digest_of(ImageUnpacker& unpacker, std::string_view packed) {
  const auto facts = unpacker.unpack(packed);
  return facts ? std::string(facts->digest) : std::string();
}

void is_nondistributable_in_sql(sqlite3_context* context, int, sqlite3_value** values) {
  const auto* text = reinterpret_cast<const char*>(sqlite3_value_text(*values));
  const auto bytes = static_cast<std::size_t>(sqlite3_value_bytes(*values));
  sqlite3_result_int(context, is_nondistributable({text, bytes}) ? 1 : 0);
}

// Gives SQL the function is_nondistributable(media_type).
void register_is_nondistributable(sqlite3* handle) {
  const int code = sqlite3_create_function_v2(
      handle, "is_nondistributable", 1, SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY,
      /*pApp=*/nullptr, is_nondistributable_in_sql, /*xStep=*/nullptr, /*xFinal=*/nullptr,
      /*xDestroy=*/nullptr);
  if (code != SQLITE_OK) throw DatabaseError(sqlite3_errstr(code));
}

}  // namespace

SqliteIntegrityStore::SqliteIntegrityStore(const std::filesystem::path& file, StoreRole role)
    : connection_(file, Access::read_write) {
  if (role == StoreRole::beside_a_server) connection_.database.leave_log_alone();
  connection_.database.execute(kNamedRepositories);
  register_pack_image(connection_.database.handle());
  register_version_key(connection_.database.handle());
  register_is_nondistributable(connection_.database.handle());
}

void SqliteIntegrityStore::check_storage(FsckDepth depth, const FindingVisitor& visit) {
  // The quick check does not compare indexes with their tables.
  Statement check(connection_.database,
                  depth == FsckDepth::whole ? Sql("PRAGMA integrity_check") : "PRAGMA quick_check");
  bool is_damaged = false;
  try {
    Statement::Run row = check.run();
    while (row.step() && row.text(0) != "ok") {
      is_damaged = true;
      visit({.kind = FindingKind::damaged_database,
             .subject = "metadata.db",
             .reason = std::string(row.text(0))});
    }
  } catch (const DatabaseError&) {
    // Damage that makes the file unreadable ends the check, but only after it was reported.
    if (!is_damaged) throw;
  }
}

std::vector<ManifestRow> SqliteIntegrityStore::list_manifests(RepositoryKey repository,
                                                              std::int64_t sequence,
                                                              std::size_t limit) {
  Statement select(connection_.database,
                   "SELECT i.repository, p.name, i.sequence, i.digest, i.media_type, m.content"
                   " FROM images i"
                   " JOIN named p ON p.key = i.repository"
                   " LEFT JOIN manifests m ON m.sequence = i.sequence"
                   " WHERE (i.repository, i.sequence) > (?, ?)"
                   " ORDER BY i.repository, i.sequence LIMIT ?");
  std::vector<ManifestRow> images;
  Statement::Run row = select.run(repository, sequence, limit);
  while (row.step()) {
    ManifestRow& image = images.emplace_back();
    image.repository = row.integer(0);
    image.repository_name = row.text(1);
    image.sequence = row.integer(2);
    image.digest = row.text(3);
    image.media_type = row.text(4);
    if (!row.is_null(5)) image.content = std::string(row.bytes(5));
  }
  return images;
}

std::vector<std::string> SqliteIntegrityStore::find_missing_references(const ManifestRow& row,
                                                                       const NewImage& image) {
  const Transaction snapshot(connection_.database, Access::read_only);
  std::vector<std::string> missing;
  // Deleted since, or pushed again: the rows of this image are gone.
  const auto stored = connection_.images.find(row.repository, image.digest);
  const bool is_there = stored && stored->sequence == row.sequence;
  if (!is_there || !connection_.repositories.exists(row.repository)) return missing;
  for (const auto* layers : {&image.layers, &image.foreign_layers}) {
    for (const Layer& layer : *layers) {
      const std::string& digest = layer.blob.digest.text();
      if (!has_layer_.run(row.repository, digest, row.sequence).step()) missing.push_back(digest);
    }
  }
  for (const Child& child : image.children) {
    const std::string& digest = child.digest.text();
    if (!has_child_.run(row.repository, digest, row.digest).step()) missing.push_back(digest);
  }
  if (image.subject &&
      !has_referrer_.run(row.repository, image.subject->text(), row.digest).step()) {
    missing.push_back(image.subject->text());
  }
  return missing;
}

std::vector<HeldBlob> SqliteIntegrityStore::list_held(std::string_view after, std::size_t limit) {
  Statement select(connection_.database,
                   "SELECT digest, min(size), max(size) FROM repository_blobs WHERE digest > ?"
                   " GROUP BY digest ORDER BY digest LIMIT ?");
  std::vector<HeldBlob> blobs;
  Statement::Run row = select.run(after, limit);
  while (row.step()) {
    blobs.push_back({.digest = Digest::parse(row.text(0)).value(),
                     .smallest_size_bytes = row.number(1),
                     .largest_size_bytes = row.number(2)});
  }
  return blobs;
}

std::optional<std::string> SqliteIntegrityStore::find_content(const Digest& digest) {
  return connection_.small_blobs.find(digest);
}

void SqliteIntegrityStore::check_rows(const FindingVisitor& visit) {
  // Each check sees one state of the store. One transaction for all would keep the log from being
  // emptied for as long as a large database takes.
  for (const RowCheck& check : kRowChecks) {
    Statement select(connection_.database, check.select);
    Statement::Run row = select.run();
    while (row.step()) {
      visit({.kind = check.kind,
             .subject = std::string(row.text(0)),
             .reason = std::string(row.text(1))});
    }
  }
}

void SqliteIntegrityStore::mend_rows(const Author& author) {
  Transaction transaction(connection_.database, Access::read_write);
  for (const Sql& sql : kStaleRows) connection_.database.execute(sql);
  Statement unnamed(connection_.database,
                    "INSERT INTO unnamed_blobs (repository, digest, since)"
                    " SELECT repository, digest, ? FROM repository_blobs b"
                    " WHERE NOT EXISTS (SELECT 1 FROM image_layers l"
                    " WHERE l.repository = b.repository AND l.digest = b.digest)"
                    " AND NOT EXISTS (SELECT 1 FROM unnamed_blobs u"
                    " WHERE u.repository = b.repository AND u.digest = b.digest)");
  unnamed.execute(author.at);
  Statement unheld(connection_.database,
                   "INSERT INTO unheld_blobs (digest, size, since)"
                   " SELECT digest, length(content), ? FROM small_blobs s"
                   " WHERE NOT EXISTS (SELECT 1 FROM repository_blobs b WHERE b.digest = s.digest)"
                   " AND NOT EXISTS (SELECT 1 FROM unheld_blobs u WHERE u.digest = s.digest)");
  unheld.execute(author.at);
  remove_dangling_tags(author);
  for (const Sql& sql : kMending) connection_.database.execute(sql);
  connection_.audit.append(
      author, {.action = AuditAction::repair, .resource = std::string(kMetadataResource)});
  transaction.commit();
}

void SqliteIntegrityStore::remove_dangling_tags(const Author& author) {
  struct Tag {
    RepositoryKey repository = 0;
    std::string repository_name;
    std::string name;
    std::string digest;
  };
  std::vector<Tag> tags;
  {
    Statement select(
        connection_.database,
        "SELECT t.repository, p.name, t.name, t.image FROM tags t"
        " JOIN named p ON p.key = t.repository WHERE NOT EXISTS (SELECT 1 FROM images i"
        " WHERE i.repository = t.repository AND i.sequence = t.image_sequence)");
    ImageUnpacker unpacker;
    Statement::Run row = select.run();
    while (row.step()) {
      tags.push_back({.repository = row.integer(0),
                      .repository_name = std::string(row.text(1)),
                      .name = std::string(row.text(2)),
                      .digest = digest_of(unpacker, row.bytes(3))});
    }
  }
  for (const Tag& tag : tags) {
    connection_.tags.remove(tag.repository, tag.name, tag.digest,
                            {.actor = kActor, .at = author.at});
    connection_.audit.append(
        author, changes_of_deletion(tag.repository_name, tag.digest, {tag.name}, ImageFate::stays));
  }
}

void SqliteIntegrityStore::add_references(const ManifestRow& row, const NewImage& image,
                                          const Author& author) {
  Transaction transaction(connection_.database, Access::read_write);
  connection_.images.insert_references(row.repository, row.sequence, image);
  connection_.referrers.insert(row.repository, image);
  connection_.garbage.image_inserted(row.repository, row.sequence);
  connection_.audit.append(author, {.action = AuditAction::repair,
                                    .resource = digest_resource(row.repository_name, row.digest)});
  transaction.commit();
}

std::vector<RepositoryKey> SqliteIntegrityStore::holders_of(const Digest& digest) {
  Statement select(connection_.database,
                   "SELECT repository FROM repository_blobs WHERE digest = ?");
  std::vector<RepositoryKey> holders;
  Statement::Run row = select.run(digest.text());
  while (row.step()) holders.push_back(row.integer(0));
  return holders;
}

void SqliteIntegrityStore::recount(RepositoryKey repository) {
  const auto counted = connection_.usage.find(repository);
  if (!counted) return;  // it is deleted
  UsageChange change;
  {
    Statement::Run row = count_.run(repository);
    if (!row.step()) return;
    const auto difference = [&row](int column, std::uint64_t before) {
      return row.integer(column) - static_cast<std::int64_t>(before);
    };
    change = {.images = difference(0, counted->images),
              .tags = difference(1, counted->tags),
              .blobs = difference(2, counted->blobs),
              .blob_bytes = difference(3, counted->blob_bytes),
              .manifest_bytes = difference(4, counted->manifest_bytes)};
  }
  connection_.usage.add(repository, change);
}

void SqliteIntegrityStore::unlink_everywhere(const Digest& digest, const Author& author) {
  Transaction transaction(connection_.database, Access::read_write);
  const auto holders = holders_of(digest);
  Statement size(connection_.database, "SELECT max(size) FROM repository_blobs WHERE digest = ?");
  if (Statement::Run row = size.run(digest.text()); !holders.empty() && row.step()) {
    connection_.usage.add_stored(-1, -row.integer(0));
  }
  Statement unlink(connection_.database, "DELETE FROM repository_blobs WHERE digest = ?");
  unlink.execute(digest.text());
  connection_.small_blobs.remove(digest);
  for (const RepositoryKey repository : holders) recount(repository);
  connection_.audit.append(
      author, {.action = AuditAction::remove_blob, .resource = blob_resource(digest.text())});
  transaction.commit();
}

void SqliteIntegrityStore::set_size(const Digest& digest, std::uint64_t size_bytes,
                                    const Author& author) {
  Transaction transaction(connection_.database, Access::read_write);
  Statement update(connection_.database, "UPDATE repository_blobs SET size = ? WHERE digest = ?");
  update.execute(size_bytes, digest.text());
  for (const RepositoryKey repository : holders_of(digest)) recount(repository);
  connection_.audit.append(author, {.action = AuditAction::repair,
                                    .resource = blob_resource(digest.text()),
                                    .after = size_document(size_bytes)});
  transaction.commit();
}

void SqliteIntegrityStore::remove_image(const ManifestRow& image, const Author& author) {
  Transaction transaction(connection_.database, Access::read_write);
  const auto tags = erase_tags(connection_, image.repository, image.sequence, image.digest,
                               {.actor = kActor, .at = author.at});
  erase_image(connection_, image.repository, image.sequence, image.digest, author.at);
  recount(image.repository);  // nobody knows how long a lost or damaged manifest was
  connection_.audit.append(
      author, changes_of_deletion(image.repository_name, image.digest, tags, ImageFate::goes));
  transaction.commit();
}

}  // namespace berth::storage::sqlite
