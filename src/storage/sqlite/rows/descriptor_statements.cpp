#include "storage/sqlite/rows/descriptor_statements.h"

#include "registry/values/media_types.h"

namespace berth::storage::sqlite {

DescriptorStatements::DescriptorStatements(Database& database)
    : find_manifest_(database,
                     "SELECT length(m.content), i.media_type, i.size FROM images i"
                     " JOIN manifests m ON m.sequence = i.sequence"
                     " WHERE i.repository = ? AND i.digest = ?"),
      // The condition is that of agrees(), so that an image in thousands of indexes costs one row.
      find_wrong_listing_(database,
                          "SELECT parent, size, media_type FROM image_children"
                          " WHERE repository = ? AND child = ?"
                          " AND (size <> ? OR media_type NOT IN ('', ?)) LIMIT 1"),
      find_blob_listing_(database,
                         "SELECT i.digest, l.media_type FROM image_layers l JOIN images i"
                         " ON i.repository = l.repository AND i.sequence = l.image_sequence"
                         " WHERE l.repository = ?1 AND l.digest = ?2 AND i.media_type IN (?3, ?4)"
                         " AND NOT EXISTS (SELECT 1 FROM repository_blobs b"
                         " WHERE b.repository = ?1 AND b.digest = ?2) LIMIT 1") {}

std::optional<StoredManifestFacts> DescriptorStatements::find_manifest(RepositoryKey repository,
                                                                       const Digest& digest) {
  Statement::Run row = find_manifest_.run(repository, digest.text());
  if (!row.step()) return std::nullopt;
  return StoredManifestFacts{.size_bytes = row.number(0),
                             .media_type = std::string(row.text(1)),
                             .image_size_bytes = row.number(2)};
}

std::optional<Listing> DescriptorStatements::find_wrong_listing(RepositoryKey repository,
                                                                const NewImage& image) {
  Statement::Run row = find_wrong_listing_.run(repository, image.digest.text(),
                                               image.content.size(), image.media_type);
  if (!row.step()) return std::nullopt;
  return Listing{.index = std::string(row.text(0)),
                 .size_bytes = row.number(1),
                 .media_type = std::string(row.text(2))};
}

std::optional<Listing> DescriptorStatements::find_blob_listing(RepositoryKey repository,
                                                               const Digest& digest) {
  Statement::Run row = find_blob_listing_.run(repository, digest.text(), media_types::kOciIndex,
                                              media_types::kDockerManifestList);
  if (!row.step()) return std::nullopt;
  return Listing{.index = std::string(row.text(0)), .media_type = std::string(row.text(1))};
}

}  // namespace berth::storage::sqlite
