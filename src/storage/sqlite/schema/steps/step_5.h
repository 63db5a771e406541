// To version 5: layers whose bytes may be elsewhere were not counted among those that an image
// names. The media types are those that registry/manifest.cpp knew then: a copy, for the step stays
// as it was released, whatever manifest.cpp will know.
#pragma once

namespace berth::storage::sqlite {

inline constexpr char kStep5[] = R"sql(
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

}  // namespace berth::storage::sqlite
