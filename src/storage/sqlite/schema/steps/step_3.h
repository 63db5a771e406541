// To version 3: what is stored and not needed, and since when.
#pragma once

namespace berth::storage::sqlite {

inline constexpr char kStep3[] = R"sql(
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

}  // namespace berth::storage::sqlite
