// To version 9: what repositories and registries hold, how much they may hold, and what the store
// holds.
#pragma once

namespace berth::storage::sqlite {

inline constexpr char kStep9[] = R"sql(
-- Of a deleted repository they mean nothing: it counts no more.
-- `quota_bytes`: NULL: what the settings say; -1: no limit.
ALTER TABLE repositories ADD COLUMN tag_count INTEGER NOT NULL DEFAULT 0;
ALTER TABLE repositories ADD COLUMN blob_count INTEGER NOT NULL DEFAULT 0;
ALTER TABLE repositories ADD COLUMN blob_bytes INTEGER NOT NULL DEFAULT 0;
ALTER TABLE repositories ADD COLUMN manifest_bytes INTEGER NOT NULL DEFAULT 0;
ALTER TABLE repositories ADD COLUMN quota_bytes INTEGER;
UPDATE repositories SET
  tag_count = (SELECT count(*) FROM tags WHERE repository = key),
  blob_count = (SELECT count(*) FROM repository_blobs WHERE repository = key),
  blob_bytes = (SELECT coalesce(sum(size), 0) FROM repository_blobs WHERE repository = key),
  manifest_bytes = (SELECT coalesce(sum(length(m.content)), 0)
                    FROM images i JOIN manifests m ON m.sequence = i.sequence
                    WHERE i.repository = key)
WHERE deleted_at IS NULL;

-- The sums over its repositories.
ALTER TABLE registries ADD COLUMN image_count INTEGER NOT NULL DEFAULT 0;
ALTER TABLE registries ADD COLUMN tag_count INTEGER NOT NULL DEFAULT 0;
ALTER TABLE registries ADD COLUMN blob_count INTEGER NOT NULL DEFAULT 0;
ALTER TABLE registries ADD COLUMN blob_bytes INTEGER NOT NULL DEFAULT 0;
ALTER TABLE registries ADD COLUMN manifest_bytes INTEGER NOT NULL DEFAULT 0;
ALTER TABLE registries ADD COLUMN quota_bytes INTEGER;
UPDATE registries SET image_count = held.images, tag_count = held.tags, blob_count = held.blobs,
  blob_bytes = held.blob_bytes, manifest_bytes = held.manifest_bytes
FROM (
  SELECT registry_id, sum(image_count) AS images, sum(tag_count) AS tags, sum(blob_count) AS blobs,
         sum(blob_bytes) AS blob_bytes, sum(manifest_bytes) AS manifest_bytes
  FROM repositories WHERE deleted_at IS NULL GROUP BY registry_id
) held WHERE held.registry_id = registries.id;

-- One row: the blobs that are held or unheld, each once.
CREATE TABLE stored_blobs (
  only_row INTEGER PRIMARY KEY DEFAULT 1 CHECK (only_row = 1),
  count    INTEGER NOT NULL,
  bytes    INTEGER NOT NULL
) STRICT;
INSERT INTO stored_blobs (count, bytes)
SELECT count(*), coalesce(sum(size), 0) FROM (
  SELECT max(size) AS size FROM repository_blobs GROUP BY digest
  UNION ALL SELECT size FROM unheld_blobs u
  WHERE NOT EXISTS (SELECT 1 FROM repository_blobs b WHERE b.digest = u.digest)
);

PRAGMA user_version = 9;
)sql";

}  // namespace berth::storage::sqlite
