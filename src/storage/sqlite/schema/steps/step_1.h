// From nothing to version 1: accounts, repositories, blobs, images and tags.
#pragma once

namespace berth::storage::sqlite {

inline constexpr char kStep1[] = R"sql(
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

}  // namespace berth::storage::sqlite
