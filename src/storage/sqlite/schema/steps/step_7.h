// To version 7: what an index says of a manifest was read when it was pushed, and kept in its text
// alone.
#pragma once

namespace berth::storage::sqlite {

inline constexpr char kStep7[] = R"sql(
-- NULL: not known. As a number and a text, whatever an older Berth took.
ALTER TABLE image_children ADD COLUMN size INTEGER;
ALTER TABLE image_children ADD COLUMN media_type TEXT;

UPDATE image_children SET size = listed.size, media_type = listed.media_type
FROM (
  SELECT i.repository, i.digest AS parent, json_extract(m.text, l.fullkey || '.digest') AS child,
         json_extract(m.text, l.fullkey || '.size') AS size,
         coalesce(json_extract(m.text, l.fullkey || '.mediaType'), '') AS media_type
  FROM images i JOIN (
    SELECT sequence, CAST(content AS TEXT) AS text FROM manifests
  ) m ON m.sequence = i.sequence, json_each(
    CASE WHEN json_valid(m.text) THEN m.text ELSE '{}' END, '$.manifests') l
  WHERE EXISTS (SELECT 1 FROM image_children c
                WHERE c.repository = i.repository AND c.parent = i.digest)
) listed
WHERE image_children.repository = listed.repository AND image_children.parent = listed.parent
  AND image_children.child = listed.child AND typeof(listed.size) = 'integer'
  AND typeof(listed.media_type) = 'text';

PRAGMA user_version = 7;
)sql";

}  // namespace berth::storage::sqlite
