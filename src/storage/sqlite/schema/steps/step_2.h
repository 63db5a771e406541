// To version 2: referrers, who holds a blob, and the image of a tag in one column.
#pragma once

namespace berth::storage::sqlite {

inline constexpr char kStep2[] = R"sql(
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

}  // namespace berth::storage::sqlite
