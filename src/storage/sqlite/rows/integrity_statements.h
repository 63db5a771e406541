// The queries by which `berth fsck` checks the rows, and the statements that repair them.
#pragma once

#include <array>

#include "registry/ports/integrity_store.h"
#include "storage/sqlite/engine/database.h"

namespace berth::storage::sqlite {

struct RowCheck {
  FindingKind kind;
  Sql select;  // subject, reason
};

// The existing repositories, by the names that people use. Repositories that are being purged do
// not count.
inline constexpr char kNamedRepositories[] =
    "CREATE TEMP VIEW named (key, name, image_count, tag_count, blob_count, blob_bytes,"
    " manifest_bytes) AS SELECT p.key, r.alias || '/' || p.name, p.image_count, p.tag_count,"
    " p.blob_count, p.blob_bytes, p.manifest_bytes FROM repositories p"
    " JOIN registries r ON r.id = p.registry_id WHERE p.deleted_at IS NULL";

// What a repository has, by its rows, as its figures count it.
inline constexpr char kRecount[] =
    "SELECT (SELECT count(*) FROM images WHERE repository = ?1),"
    " (SELECT count(*) FROM tags WHERE repository = ?1),"
    " (SELECT count(*) FROM repository_blobs WHERE repository = ?1),"
    " (SELECT coalesce(sum(size), 0) FROM repository_blobs WHERE repository = ?1),"
    " (SELECT coalesce(sum(length(m.content)), 0) FROM images i"
    " JOIN manifests m ON m.sequence = i.sequence WHERE i.repository = ?1)";

inline constexpr std::array<RowCheck, 21> kRowChecks = {{
    {.kind = FindingKind::wrong_count,
     .select =
         "SELECT alias, repository_count || ' repositories are counted, ' || n || ' there are'"
         " FROM (SELECT alias, repository_count, (SELECT count(*) FROM repositories"
         " WHERE registry_id = r.id AND deleted_at IS NULL) AS n FROM registries r)"
         " WHERE repository_count <> n"},
    {.kind = FindingKind::wrong_count,
     .select = "SELECT name, image_count || ' images are counted, ' || n || ' there are'"
               " FROM (SELECT name, image_count, (SELECT count(*) FROM images"
               " WHERE repository = p.key) AS n FROM named p) WHERE image_count <> n"},
    {.kind = FindingKind::wrong_count,
     // A lost manifest is a problem of its own: how long it was, nobody knows.
     .select =
         "SELECT name, tag_count || ' tags, ' || blob_count || ' blobs, ' || blob_bytes || ' + ' ||"
         " manifest_bytes || ' bytes are counted, and there are ' || tags || ', ' || blobs || ', '"
         " || blob_size || ' + ' || manifest_size FROM (SELECT p.*,"
         " (SELECT count(*) FROM tags WHERE repository = p.key) AS tags,"
         " (SELECT count(*) FROM repository_blobs WHERE repository = p.key) AS blobs,"
         " (SELECT coalesce(sum(size), 0) FROM repository_blobs WHERE repository = p.key)"
         " AS blob_size,"
         " (SELECT coalesce(sum(length(m.content)), 0) FROM images i JOIN manifests m"
         " ON m.sequence = i.sequence WHERE i.repository = p.key) AS manifest_size,"
         " EXISTS (SELECT 1 FROM images i WHERE i.repository = p.key AND NOT EXISTS"
         " (SELECT 1 FROM manifests m WHERE m.sequence = i.sequence)) AS is_one_lost"
         " FROM named p) WHERE tag_count <> tags OR blob_count <> blobs OR blob_bytes <> blob_size"
         " OR (manifest_bytes <> manifest_size AND NOT is_one_lost)"},
    {.kind = FindingKind::wrong_count,
     .select =
         "SELECT alias, 'what is counted is not the sum of its repositories' FROM registries r"
         " WHERE (image_count, tag_count, blob_count, blob_bytes, manifest_bytes) IS NOT"
         " (SELECT coalesce(sum(image_count), 0), coalesce(sum(tag_count), 0),"
         " coalesce(sum(blob_count), 0), coalesce(sum(blob_bytes), 0),"
         " coalesce(sum(manifest_bytes), 0) FROM repositories WHERE registry_id = r.id"
         " AND deleted_at IS NULL)"},
    {.kind = FindingKind::wrong_count,
     .select =
         "SELECT 'blobs', s.count || ' blobs, ' || s.bytes || ' bytes are counted, and there are '"
         " || n.count || ', ' || n.bytes FROM stored_blobs s, (SELECT count(*) AS count,"
         " coalesce(sum(size), 0) AS bytes FROM (SELECT max(size) AS size FROM repository_blobs"
         " GROUP BY digest UNION ALL SELECT size FROM unheld_blobs u WHERE NOT EXISTS"
         " (SELECT 1 FROM repository_blobs b WHERE b.digest = u.digest))) n"
         " WHERE (s.count, s.bytes) IS NOT (n.count, n.bytes)"},
    {.kind = FindingKind::wrong_count,
     .select = "SELECT name || '@' || digest, tag_count || ' tags are counted, ' || n ||"
               " ' there are' FROM (SELECT p.name, i.digest, i.tag_count, (SELECT count(*)"
               " FROM tags t WHERE t.repository = i.repository AND t.image_sequence = i.sequence)"
               " AS n FROM images i JOIN named p ON p.key = i.repository) WHERE tag_count <> n"},
    {.kind = FindingKind::wrong_tag,
     .select = "SELECT p.name || ':' || t.name, 'the tag does not say what its image says'"
               " FROM tags t JOIN named p ON p.key = t.repository JOIN images i"
               " ON i.repository = t.repository AND i.sequence = t.image_sequence"
               " LEFT JOIN media_types m ON m.text = i.media_type"
               " LEFT JOIN media_types a ON a.text = i.artifact_media_type"
               " WHERE t.image <> pack_image(i.digest, i.size, i.pushed_at, coalesce(m.id, 0),"
               " coalesce(a.id, 0))"},
    {.kind = FindingKind::wrong_tag,
     .select = "SELECT p.name || ':' || t.name, 'the tag is not at its place among the versions'"
               " FROM tags t JOIN named p ON p.key = t.repository"
               " WHERE t.version_key <> version_key(t.name)"},
    {.kind = FindingKind::dangling_tag,
     .select = "SELECT p.name || ':' || t.name, 'the image of the tag does not exist'"
               " FROM tags t JOIN named p ON p.key = t.repository"
               " WHERE NOT EXISTS (SELECT 1 FROM images i WHERE i.repository = t.repository"
               " AND i.sequence = t.image_sequence)"},
    {.kind = FindingKind::unbooked_blob,
     .select = "SELECT b.digest, p.name || ' holds a blob that is neither named nor unnamed'"
               " FROM repository_blobs b JOIN named p ON p.key = b.repository"
               " WHERE NOT EXISTS (SELECT 1 FROM image_layers l WHERE l.repository = b.repository"
               " AND l.digest = b.digest)"
               " AND NOT EXISTS (SELECT 1 FROM unnamed_blobs u WHERE u.repository = b.repository"
               " AND u.digest = b.digest)"},
    {.kind = FindingKind::stale_referrer,
     .select = "SELECT p.name || '@' || f.digest, 'is said to refer to ' || f.subject ||"
               " ', and is not there' FROM referrers f JOIN named p ON p.key = f.repository"
               " WHERE NOT EXISTS (SELECT 1 FROM images i WHERE i.repository = f.repository"
               " AND i.digest = f.digest)"},
    {.kind = FindingKind::stale_row,
     // No index has images by sequence alone: IN builds one for the query.
     .select = "SELECT 'manifest ' || sequence, 'it is of no image' FROM manifests"
               " WHERE sequence NOT IN (SELECT sequence FROM images)"},
    {.kind = FindingKind::stale_row,
     .select = "SELECT p.name || '@' || l.digest, 'an image that does not exist names the blob'"
               " FROM image_layers l JOIN named p ON p.key = l.repository"
               " WHERE NOT EXISTS (SELECT 1 FROM images i WHERE i.repository = l.repository"
               " AND i.sequence = l.image_sequence)"},
    {.kind = FindingKind::stale_row,
     .select = "SELECT p.name || '@' || c.child, 'an image that is not there, ' || c.parent ||"
               " ', names the image' FROM image_children c JOIN named p ON p.key = c.repository"
               " WHERE NOT EXISTS (SELECT 1 FROM images i WHERE i.repository = c.repository"
               " AND i.digest = c.parent)"},
    {.kind = FindingKind::unbooked_blob,
     .select = "SELECT digest, 'the blob is held and is called unheld' FROM unheld_blobs u"
               " WHERE EXISTS (SELECT 1 FROM repository_blobs b WHERE b.digest = u.digest)"},
    {.kind = FindingKind::unbooked_blob,
     .select = "SELECT digest, 'the bytes are kept, and the blob is neither held nor unheld'"
               " FROM small_blobs s"
               " WHERE NOT EXISTS (SELECT 1 FROM repository_blobs b WHERE b.digest = s.digest)"
               " AND NOT EXISTS (SELECT 1 FROM unheld_blobs u WHERE u.digest = s.digest)"},
    {.kind = FindingKind::wrong_search_entry,
     .select = "SELECT p.name, 'the search does not know what the repository says'"
               " FROM searched_texts t JOIN named p ON p.key = t.key"
               " LEFT JOIN repository_search s ON s.rowid = t.key"
               " WHERE (s.name, s.aliases, s.display_name, s.description, s.facets)"
               " IS NOT (t.name, t.aliases, t.display_name, t.description, t.facets)"},
    {.kind = FindingKind::wrong_search_entry,
     .select = "SELECT name, 'the search knows it, and it does not exist' FROM repository_search"
               " WHERE rowid NOT IN (SELECT key FROM searched_texts)"},
    {.kind = FindingKind::absent_reference,
     .select = "SELECT p.name || '@' || i.digest, 'names the blob ' || l.digest"
               " FROM image_layers l JOIN named p ON p.key = l.repository"
               " JOIN images i ON i.repository = l.repository AND i.sequence = l.image_sequence"
               " WHERE NOT EXISTS (SELECT 1 FROM repository_blobs b"
               " WHERE b.repository = l.repository AND b.digest = l.digest)"
               " AND NOT is_nondistributable(l.media_type)"},  // their bytes may be elsewhere
    {.kind = FindingKind::absent_reference,
     .select = "SELECT p.name || '@' || c.parent, 'names the image ' || c.child"
               " FROM image_children c JOIN named p ON p.key = c.repository"
               " WHERE NOT EXISTS (SELECT 1 FROM images i"
               " WHERE i.repository = c.repository AND i.digest = c.child)"},
    {.kind = FindingKind::wrong_descriptor,
     .select = "SELECT p.name || '@' || c.parent, 'lists ' || c.child || ' with size ' || c.size ||"
               " ' and mediaType ' || quote(c.media_type) || ', and it has ' || length(m.content)"
               " || ' and ' || quote(i.media_type)"
               " FROM image_children c JOIN named p ON p.key = c.repository"
               " JOIN images i ON i.repository = c.repository AND i.digest = c.child"
               " JOIN manifests m ON m.sequence = i.sequence"
               " WHERE c.size <> length(m.content) OR c.media_type NOT IN ('', i.media_type)"},
}};

// To run before blobs are booked: these rows say which images name them.
inline constexpr std::array<Sql, 3> kStaleRows = {
    "DELETE FROM manifests WHERE sequence NOT IN (SELECT sequence FROM images)",
    "DELETE FROM image_layers WHERE NOT EXISTS (SELECT 1 FROM images i"
    " WHERE i.repository = image_layers.repository AND i.sequence = image_layers.image_sequence)",
    "DELETE FROM image_children WHERE NOT EXISTS (SELECT 1 FROM images i"
    " WHERE i.repository = image_children.repository AND i.digest = image_children.parent)",
};

// In this order: tags first, because they are counted afterwards; repositories before registries,
// which are their sums.
inline constexpr std::array<Sql, 13> kMending = {
    "INSERT OR IGNORE INTO media_types (text) SELECT media_type FROM images"
    " UNION SELECT artifact_media_type FROM images WHERE artifact_media_type <> ''",
    "UPDATE tags SET image = pack_image(i.digest, i.size, i.pushed_at, m.id, coalesce(a.id, 0))"
    " FROM images i JOIN media_types m ON m.text = i.media_type"
    " LEFT JOIN media_types a ON a.text = i.artifact_media_type"
    " WHERE i.repository = tags.repository AND i.sequence = tags.image_sequence"
    " AND tags.image <> pack_image(i.digest, i.size, i.pushed_at, m.id, coalesce(a.id, 0))",
    "DELETE FROM referrers WHERE NOT EXISTS (SELECT 1 FROM images i"
    " WHERE i.repository = referrers.repository AND i.digest = referrers.digest)",
    "UPDATE images SET tag_count = (SELECT count(*) FROM tags t WHERE"
    " t.repository = images.repository AND t.image_sequence = images.sequence) WHERE tag_count <>"
    " (SELECT count(*) FROM tags t WHERE"
    " t.repository = images.repository AND t.image_sequence = images.sequence)",
    "UPDATE repositories SET"
    " image_count = (SELECT count(*) FROM images i WHERE i.repository = key),"
    " tag_count = (SELECT count(*) FROM tags t WHERE t.repository = key),"
    " blob_count = (SELECT count(*) FROM repository_blobs b WHERE b.repository = key),"
    " blob_bytes = (SELECT coalesce(sum(size), 0) FROM repository_blobs b"
    " WHERE b.repository = key),"
    " manifest_bytes = (SELECT coalesce(sum(length(m.content)), 0) FROM images i"
    " JOIN manifests m ON m.sequence = i.sequence WHERE i.repository = key)"
    " WHERE deleted_at IS NULL",
    "UPDATE registries SET (repository_count, image_count, tag_count, blob_count, blob_bytes,"
    " manifest_bytes) = (SELECT count(*), coalesce(sum(p.image_count), 0),"
    " coalesce(sum(p.tag_count), 0), coalesce(sum(p.blob_count), 0),"
    " coalesce(sum(p.blob_bytes), 0), coalesce(sum(p.manifest_bytes), 0) FROM repositories p"
    " WHERE p.registry_id = id AND p.deleted_at IS NULL)",
    "DELETE FROM unheld_blobs WHERE EXISTS (SELECT 1 FROM repository_blobs b"
    " WHERE b.digest = unheld_blobs.digest)",
    "DELETE FROM stored_blobs",
    "INSERT INTO stored_blobs (count, bytes) SELECT count(*), coalesce(sum(size), 0) FROM"
    " (SELECT max(size) AS size FROM repository_blobs GROUP BY digest"
    " UNION ALL SELECT size FROM unheld_blobs)",
    "UPDATE tags SET version_key = version_key(name) WHERE version_key <> version_key(name)",
    "DELETE FROM repository_search",
    "INSERT INTO repository_search (rowid, name, aliases, display_name, description, facets)"
    " SELECT key, name, aliases, display_name, description, facets FROM searched_texts"
    " ORDER BY key",
    // Also what lies beneath the rows, which no query above compares with them.
    "INSERT INTO repository_search (repository_search) VALUES ('rebuild')",
};

}  // namespace berth::storage::sqlite
