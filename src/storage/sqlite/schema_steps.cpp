#include "storage/sqlite/schema_steps.h"

#include <array>

namespace berth::storage {
namespace {

// Times are milliseconds since the epoch, sizes bytes, digests and names text that compares byte by
// byte (BINARY, SQLite's default). What a listing returns is in the row it scans.
constexpr char kVersion1[] = R"sql(
-- `alias` is the primary one: it is in every URI, so it is here and not a join away.
-- `repository_count` is what the quota is checked against; counting would read them all.
CREATE TABLE registries (
  id               TEXT PRIMARY KEY,
  alias            TEXT NOT NULL,
  display_name     TEXT NOT NULL DEFAULT '',
  repository_count INTEGER NOT NULL DEFAULT 0,
  created_at       INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- All of them, primary or not. `origin`: 0 came with the registry, 1 was chosen.
CREATE TABLE aliases (
  name        TEXT PRIMARY KEY,
  registry_id TEXT NOT NULL REFERENCES registries,
  origin      INTEGER NOT NULL,
  created_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX aliases_by_registry ON aliases (registry_id, name);

CREATE TABLE users (
  registry_id TEXT NOT NULL REFERENCES registries,
  name        TEXT NOT NULL,
  created_at  INTEGER NOT NULL,
  PRIMARY KEY (registry_id, name)
) STRICT, WITHOUT ROWID;

-- An empty document: the managed policy of that name.
CREATE TABLE user_policies (
  registry_id TEXT NOT NULL,
  user_name   TEXT NOT NULL,
  name        TEXT NOT NULL,
  document    TEXT NOT NULL,
  PRIMARY KEY (registry_id, user_name, name),
  FOREIGN KEY (registry_id, user_name) REFERENCES users ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE access_keys (
  id            TEXT PRIMARY KEY,
  registry_id   TEXT NOT NULL,
  user_name     TEXT NOT NULL,
  sealed_secret BLOB NOT NULL,
  created_at    INTEGER NOT NULL,
  FOREIGN KEY (registry_id, user_name) REFERENCES users ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX access_keys_by_user ON access_keys (registry_id, user_name, id);

-- AUTOINCREMENT: a key is never used again, so nothing of a deleted repository can be taken for
-- something of a new one.
CREATE TABLE repositories (
  key         INTEGER PRIMARY KEY AUTOINCREMENT,
  registry_id TEXT NOT NULL REFERENCES registries,
  name        TEXT NOT NULL,
  image_count INTEGER NOT NULL DEFAULT 0,
  created_at  INTEGER NOT NULL,
  UNIQUE (registry_id, name)
) STRICT;

-- What a repository says of itself. A repository without a row says nothing; NULL: not said.
CREATE TABLE repository_catalog (
  repository  INTEGER PRIMARY KEY REFERENCES repositories ON DELETE CASCADE,
  description TEXT,
  about_text  TEXT,
  usage_text  TEXT,
  logo_id     TEXT
) STRICT;

-- `kind`: 0 architecture, 1 operating system.
CREATE TABLE repository_labels (
  repository INTEGER NOT NULL REFERENCES repositories ON DELETE CASCADE,
  kind       INTEGER NOT NULL,
  position   INTEGER NOT NULL,
  label      TEXT NOT NULL,
  PRIMARY KEY (repository, kind, position)
) STRICT, WITHOUT ROWID;

-- Apart from the catalog: bytes that only the one who looks at them wants.
CREATE TABLE repository_logos (
  repository INTEGER PRIMARY KEY REFERENCES repositories ON DELETE CASCADE,
  id         TEXT NOT NULL,
  content    BLOB NOT NULL
) STRICT;
CREATE INDEX repository_logos_by_id ON repository_logos (id);

CREATE TABLE repository_policies (
  repository INTEGER PRIMARY KEY REFERENCES repositories ON DELETE CASCADE,
  text       TEXT NOT NULL
) STRICT;

CREATE TABLE resource_tags (
  repository INTEGER NOT NULL REFERENCES repositories ON DELETE CASCADE,
  key        TEXT NOT NULL,
  value      TEXT NOT NULL,
  PRIMARY KEY (repository, key)
) STRICT, WITHOUT ROWID;

-- A blob is readable through the repositories that hold it.
CREATE TABLE repository_blobs (
  repository INTEGER NOT NULL REFERENCES repositories ON DELETE CASCADE,
  digest     TEXT NOT NULL,
  size       INTEGER NOT NULL,
  linked_at  INTEGER NOT NULL,
  PRIMARY KEY (repository, digest)
) STRICT, WITHOUT ROWID;

-- Of uploads in parts, while they last.
CREATE TABLE upload_parts (
  repository              INTEGER NOT NULL REFERENCES repositories ON DELETE CASCADE,
  upload_id               TEXT NOT NULL,
  part_count              INTEGER NOT NULL,
  smallest_but_last_bytes INTEGER NOT NULL,
  last_bytes              INTEGER NOT NULL,
  updated_at              INTEGER NOT NULL,
  PRIMARY KEY (repository, upload_id)
) STRICT, WITHOUT ROWID;

-- The bytes of manifests, apart from images so that listings do not read past them. The key is the
-- push sequence of the image; AUTOINCREMENT makes it grow for ever.
CREATE TABLE manifests (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  content  BLOB NOT NULL
) STRICT;

CREATE TABLE images (
  repository          INTEGER NOT NULL REFERENCES repositories ON DELETE CASCADE,
  sequence            INTEGER NOT NULL,
  digest              TEXT NOT NULL,
  media_type          TEXT NOT NULL,
  artifact_media_type TEXT NOT NULL,
  size                INTEGER NOT NULL,
  pushed_at           INTEGER NOT NULL,
  tag_count           INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (repository, sequence)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX images_by_digest ON images (repository, digest);

-- Which images name which blobs, from the blob's side: what keeps a blob, and what it is called.
CREATE TABLE image_layers (
  repository     INTEGER NOT NULL REFERENCES repositories ON DELETE CASCADE,
  digest         TEXT NOT NULL,
  image_sequence INTEGER NOT NULL,
  media_type     TEXT NOT NULL,
  PRIMARY KEY (repository, digest, image_sequence)
) STRICT, WITHOUT ROWID;
CREATE INDEX image_layers_by_image ON image_layers (repository, image_sequence);

-- Which manifests an index holds, from the child's side.
CREATE TABLE image_children (
  repository INTEGER NOT NULL REFERENCES repositories ON DELETE CASCADE,
  child      TEXT NOT NULL,
  parent     TEXT NOT NULL,
  PRIMARY KEY (repository, child, parent)
) STRICT, WITHOUT ROWID;
CREATE INDEX image_children_by_parent ON image_children (repository, parent);

-- Carries everything DescribeImageTags answers: all of it is immutable while the tag stays.
CREATE TABLE tags (
  repository          INTEGER NOT NULL REFERENCES repositories ON DELETE CASCADE,
  name                TEXT NOT NULL,
  digest              TEXT NOT NULL,
  media_type          TEXT NOT NULL,
  artifact_media_type TEXT NOT NULL,
  size                INTEGER NOT NULL,
  image_pushed_at     INTEGER NOT NULL,
  created_at          INTEGER NOT NULL,
  image_sequence      INTEGER NOT NULL,
  PRIMARY KEY (repository, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX tags_by_image ON tags (repository, image_sequence, name);

-- One row per movement of a tag, written with the movement. An empty digest: the tag was not there
-- before, or is not there any more.
CREATE TABLE tag_history (
  id          INTEGER PRIMARY KEY,
  repository  INTEGER NOT NULL REFERENCES repositories ON DELETE CASCADE,
  tag         TEXT NOT NULL,
  from_digest TEXT NOT NULL,
  to_digest   TEXT NOT NULL,
  actor       TEXT NOT NULL,
  moved_at    INTEGER NOT NULL
) STRICT;
CREATE INDEX tag_history_by_tag ON tag_history (repository, tag, id);

PRAGMA user_version = 1;
)sql";

constexpr char kVersion2[] = R"sql(
-- Which images refer to which manifest, there or not, from its side, with what a listing of
-- referrers says of them. `annotations`: a JSON object, or empty.
CREATE TABLE referrers (
  repository    INTEGER NOT NULL REFERENCES repositories ON DELETE CASCADE,
  subject       TEXT NOT NULL,
  digest        TEXT NOT NULL,
  media_type    TEXT NOT NULL,
  artifact_type TEXT NOT NULL,
  size          INTEGER NOT NULL,
  annotations   TEXT NOT NULL,
  PRIMARY KEY (repository, subject, digest)
) STRICT, WITHOUT ROWID;
CREATE INDEX referrers_by_type ON referrers (repository, subject, artifact_type);
CREATE INDEX referrers_by_image ON referrers (repository, digest);

-- "Registries MAY include all preexisting image manifests with a subject field" (OCI Distribution,
-- Enabling the Referrers API).
INSERT INTO referrers
SELECT i.repository, json_extract(m.text, '$.subject.digest'), i.digest, i.media_type,
       i.artifact_media_type, m.size, coalesce(json_extract(m.text, '$.annotations'), '')
FROM images i JOIN (
  SELECT sequence, length(content) AS size, CAST(content AS TEXT) AS text FROM manifests
) m ON m.sequence = i.sequence
WHERE json_valid(m.text) AND json_type(m.text, '$.subject.digest') = 'text';

-- Who else holds a blob: what a mount without a source looks for.
CREATE INDEX repository_blobs_by_digest ON repository_blobs (digest);

CREATE TABLE media_types (
  id   INTEGER PRIMARY KEY,
  text TEXT NOT NULL UNIQUE
) STRICT;
INSERT OR IGNORE INTO media_types (text)
SELECT media_type FROM tags
UNION SELECT artifact_media_type FROM tags WHERE artifact_media_type <> '';

-- Everything of the image that DescribeImageTags answers is in one column (packed_image.h): all of
-- it is immutable while the tag stays.
CREATE TABLE packed_tags (
  repository     INTEGER NOT NULL REFERENCES repositories ON DELETE CASCADE,
  name           TEXT NOT NULL,
  created_at     INTEGER NOT NULL,
  image_sequence INTEGER NOT NULL,
  image          BLOB NOT NULL,
  PRIMARY KEY (repository, name)
) STRICT, WITHOUT ROWID;
INSERT INTO packed_tags
SELECT t.repository, t.name, t.created_at, t.image_sequence,
       pack_image(t.digest, t.size, t.image_pushed_at, m.id, coalesce(a.id, 0))
FROM tags t JOIN media_types m ON m.text = t.media_type
LEFT JOIN media_types a ON a.text = t.artifact_media_type;
DROP TABLE tags;
ALTER TABLE packed_tags RENAME TO tags;
CREATE INDEX tags_by_image ON tags (repository, image_sequence, name);

PRAGMA user_version = 2;
)sql";

// What is stored and not needed, and since when.
constexpr char kGarbage[] = R"sql(
-- A deleted repository is called "~<key>", as no other can be, until its last row is gone.
ALTER TABLE repositories ADD COLUMN deleted_at INTEGER;
CREATE INDEX repositories_by_deletion ON repositories (deleted_at) WHERE deleted_at IS NOT NULL;

-- The blobs that a repository holds and none of its images names.
CREATE TABLE unnamed_blobs (
  repository INTEGER NOT NULL,
  digest     TEXT NOT NULL,
  since      INTEGER NOT NULL,
  PRIMARY KEY (repository, digest),
  FOREIGN KEY (repository, digest) REFERENCES repository_blobs ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX unnamed_blobs_by_time ON unnamed_blobs (since);

-- The blobs that are stored and no repository holds.
CREATE TABLE unheld_blobs (
  digest TEXT PRIMARY KEY,
  size   INTEGER NOT NULL,
  since  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX unheld_blobs_by_time ON unheld_blobs (since, digest);

-- Runs of the collector that `berth gc` asks of a running server, which answers in the same row.
CREATE TABLE garbage_requests (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  dry          INTEGER NOT NULL,
  requested_at INTEGER NOT NULL,
  answered     INTEGER NOT NULL DEFAULT 0,
  repositories INTEGER NOT NULL DEFAULT 0,
  links        INTEGER NOT NULL DEFAULT 0,
  blobs        INTEGER NOT NULL DEFAULT 0,
  blob_bytes   INTEGER NOT NULL DEFAULT 0,
  uploads      INTEGER NOT NULL DEFAULT 0,
  upload_bytes INTEGER NOT NULL DEFAULT 0,
  orphans      INTEGER NOT NULL DEFAULT 0,
  orphan_bytes INTEGER NOT NULL DEFAULT 0
) STRICT;

-- What was pushed before the book was kept.
INSERT INTO unnamed_blobs (repository, digest, since)
SELECT repository, digest, linked_at FROM repository_blobs b
WHERE NOT EXISTS (SELECT 1 FROM image_layers l
                  WHERE l.repository = b.repository AND l.digest = b.digest);

PRAGMA user_version = 3;
)sql";

// The bytes of small blobs: what is this small costs less here than a file, which has to be made,
// synced, named and synced again. The digests are apart from the bytes, in the index.
constexpr char kSmallBlobs[] = R"sql(
CREATE TABLE small_blobs (
  digest  TEXT PRIMARY KEY,
  content BLOB NOT NULL
) STRICT;

PRAGMA user_version = 4;
)sql";

// Layers whose bytes may be elsewhere were not counted among those that an image names.
constexpr char kForeignLayers[] = R"sql(
INSERT OR IGNORE INTO image_layers (repository, digest, image_sequence, media_type)
SELECT i.repository, json_extract(m.text, l.fullkey || '.digest'), i.sequence,
       json_extract(m.text, l.fullkey || '.mediaType')
FROM images i JOIN (
  SELECT sequence, CAST(content AS TEXT) AS text FROM manifests
) m ON m.sequence = i.sequence, json_each(
  CASE WHEN (instr(m.text, '.foreign.') OR instr(m.text, '.nondistributable.'))
            AND json_valid(m.text) THEN m.text ELSE '{}' END, '$.layers') l
WHERE json_extract(m.text, l.fullkey || '.mediaType') =
        'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip'
   OR json_extract(m.text, l.fullkey || '.mediaType') LIKE
        'application/vnd.oci.image.layer.nondistributable.v1.tar%';

-- Nor what an index lists and is of no kind of manifest: that is a blob, not a child.
CREATE TEMP TABLE listed_blobs AS
SELECT i.repository, json_extract(m.text, l.fullkey || '.digest') AS digest, i.sequence,
       json_extract(m.text, l.fullkey || '.mediaType') AS media_type, i.digest AS parent
FROM images i JOIN (
  SELECT sequence, CAST(content AS TEXT) AS text FROM manifests
) m ON m.sequence = i.sequence, json_each(
  CASE WHEN json_valid(m.text) THEN m.text ELSE '{}' END, '$.manifests') l
WHERE EXISTS (SELECT 1 FROM image_children c
              WHERE c.repository = i.repository AND c.parent = i.digest)
  AND json_extract(m.text, l.fullkey || '.mediaType') NOT IN ('',
        'application/vnd.docker.distribution.manifest.v2+json',
        'application/vnd.docker.distribution.manifest.list.v2+json',
        'application/vnd.oci.image.manifest.v1+json', 'application/vnd.oci.image.index.v1+json');
INSERT OR IGNORE INTO image_layers (repository, digest, image_sequence, media_type)
SELECT repository, digest, sequence, media_type FROM listed_blobs;
DELETE FROM image_children WHERE (repository, child, parent) IN (
  SELECT repository, digest, parent FROM listed_blobs);
DROP TABLE listed_blobs;

DELETE FROM unnamed_blobs WHERE EXISTS (
  SELECT 1 FROM image_layers l
  WHERE l.repository = unnamed_blobs.repository AND l.digest = unnamed_blobs.digest);

PRAGMA user_version = 5;
)sql";

constexpr std::array<Sql, 5> kSteps = {kVersion1, kVersion2, kGarbage, kSmallBlobs, kForeignLayers};

}  // namespace

std::span<const Sql> schema_steps() {
  return kSteps;
}

}  // namespace berth::storage
