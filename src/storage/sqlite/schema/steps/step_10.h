// To version 10: tags by version and by date, and a search over what repositories say.
#pragma once

namespace berth::storage::sqlite {

inline constexpr char kStep10[] = R"sql(
-- `version_key`: registry/values/version_key.h. A function of the name, stored for its index. Last,
-- because a listing by name does not read it.
CREATE TABLE ordered_tags (
  repository     INTEGER NOT NULL REFERENCES repositories ON DELETE CASCADE,
  name           TEXT NOT NULL,
  created_at     INTEGER NOT NULL,
  image_sequence INTEGER NOT NULL,
  image          BLOB NOT NULL,
  version_key    BLOB NOT NULL,
  PRIMARY KEY (repository, name)
) STRICT, WITHOUT ROWID;
INSERT INTO ordered_tags
SELECT repository, name, created_at, image_sequence, image, version_key(name) FROM tags
ORDER BY repository, name;
DROP TABLE tags;
ALTER TABLE ordered_tags RENAME TO tags;
CREATE INDEX tags_by_image ON tags (repository, image_sequence, name);
CREATE INDEX tags_by_date ON tags (repository, created_at, name);
CREATE INDEX tags_by_version ON tags (repository, version_key, name);

-- Whether the operator has verified who holds the account: 0 no, 1 yes.
ALTER TABLE registries ADD COLUMN standing INTEGER NOT NULL DEFAULT 0;

-- What the search knows of a repository. `facets`: its architectures (a) and operating systems (o)
-- in lower case as hexadecimal digits, so that each is one word, and "verified".
CREATE VIEW searched_texts (key, registry_id, name, aliases, display_name, description, facets) AS
SELECT p.key, p.registry_id, p.name,
       (SELECT group_concat(a.name, ' ') FROM aliases a WHERE a.registry_id = p.registry_id),
       r.display_name, coalesce(c.description, ''),
       coalesce((SELECT group_concat(CASE l.kind WHEN 0 THEN 'a' ELSE 'o' END
                                     || hex(lower(l.label)), ' ')
                 FROM repository_labels l WHERE l.repository = p.key), '')
       || CASE r.standing WHEN 1 THEN ' verified' ELSE '' END
FROM repositories p JOIN registries r ON r.id = p.registry_id
LEFT JOIN repository_catalog c ON c.repository = p.key
WHERE p.deleted_at IS NULL;

-- The rowid is the key of the repository. Beginnings of one and two characters have an index of
-- their own, for what people have typed so far.
CREATE VIRTUAL TABLE repository_search USING fts5(
  name, aliases, display_name, description, facets,
  prefix = '1 2', tokenize = 'unicode61 remove_diacritics 2');
INSERT INTO repository_search (rowid, name, aliases, display_name, description, facets)
SELECT key, name, aliases, display_name, description, facets FROM searched_texts ORDER BY key;

PRAGMA user_version = 10;
)sql";

}  // namespace berth::storage::sqlite
