#include "storage/sqlite/rows/descriptor_statements.h"

#include "base/excerpt.h"
#include "registry/values/errors.h"
#include "registry/values/media_types.h"

namespace berth::storage::sqlite {
namespace {

// A manifest as it is, or as a descriptor describes it.
struct Described {
  std::uint64_t size_bytes = 0;
  std::string_view media_type;
};

Failure invalid(const Repository& repository, const Digest& digest, std::string reason) {
  Error error = about(ErrorCode::manifest_invalid, repository);
  error.digest = digest.text();
  error.reason = std::move(reason);
  return fail(std::move(error));
}

Failure wrong_media_type(const Repository& repository, const Digest& digest,
                         std::string_view actual, std::string_view listed) {
  return invalid(repository, digest,
                 "the mediaType of " + digest.text() + " is '" + excerpt(actual) + "', not '" +
                     excerpt(listed) + "'");
}

Result<void> compare(const Repository& repository, const Digest& digest, const Described& actual,
                     const Described& listed) {
  if (listed.size_bytes != actual.size_bytes) {
    return invalid(repository, digest,
                   "the size of " + digest.text() + " is " + std::to_string(actual.size_bytes) +
                       ", not " + std::to_string(listed.size_bytes));
  }
  if (listed.media_type.empty() || listed.media_type == actual.media_type) return {};
  return wrong_media_type(repository, digest, actual.media_type, listed.media_type);
}

// Adds to an error about the pushed image the index that describes it differently.
Result<void> as_listed_by(std::string_view parent, Result<void> compared) {
  if (!compared) {
    compared.error().reason += ", as the index " + std::string(parent) + " lists it";
  }
  return compared;
}

}  // namespace

DescriptorStatements::DescriptorStatements(Database& database)
    : find_manifest_(database,
                     "SELECT length(m.content), i.media_type FROM images i"
                     " JOIN manifests m ON m.sequence = i.sequence"
                     " WHERE i.repository = ? AND i.digest = ?"),
      has_blob_(database, "SELECT 1 FROM repository_blobs WHERE repository = ? AND digest = ?"),
      find_wrong_parent_(database,
                         "SELECT parent, size, media_type FROM image_children"
                         " WHERE repository = ? AND child = ?"
                         " AND (size <> ? OR media_type NOT IN ('', ?)) LIMIT 1"),
      find_parent_with_blob_(
          database,
          "SELECT i.digest, l.media_type FROM image_layers l JOIN images i"
          " ON i.repository = l.repository AND i.sequence = l.image_sequence"
          " WHERE l.repository = ?1 AND l.digest = ?2 AND i.media_type IN (?3, ?4)"
          " AND NOT EXISTS (SELECT 1 FROM repository_blobs b"
          " WHERE b.repository = ?1 AND b.digest = ?2) LIMIT 1") {}

Result<void> DescriptorStatements::check(const Repository& repository, const NewImage& image) {
  auto checked = check_listed(repository, image);
  return checked ? check_listing(repository, image) : checked;
}

Result<void> DescriptorStatements::check_listed(const Repository& repository,
                                                const NewImage& image) {
  for (const Child& child : image.children) {
    Statement::Run row = find_manifest_.run(repository.key, child.digest.text());
    if (!row.step()) continue;  // a sparse image
    auto compared =
        compare(repository, child.digest, {.size_bytes = row.number(0), .media_type = row.text(1)},
                {.size_bytes = child.size_bytes, .media_type = child.media_type});
    if (!compared) return compared;
  }
  if (!is_index(image.media_type)) return {};
  // Entries that are blobs by their media type, but in fact manifests.
  for (const auto* blobs : {&image.layers, &image.foreign_layers}) {
    for (const auto& [blob, media_type] : *blobs) {
      if (has_blob_.run(repository.key, blob.digest.text()).step()) continue;
      Statement::Run row = find_manifest_.run(repository.key, blob.digest.text());
      if (row.step()) return wrong_media_type(repository, blob.digest, row.text(1), media_type);
    }
  }
  return {};
}

Result<void> DescriptorStatements::check_listing(const Repository& repository,
                                                 const NewImage& image) {
  const std::string& digest = image.digest.text();
  Statement::Run parent =
      find_wrong_parent_.run(repository.key, digest, image.content.size(), image.media_type);
  if (parent.step()) {
    return as_listed_by(
        parent.text(0),
        compare(repository, image.digest,
                {.size_bytes = image.content.size(), .media_type = image.media_type},
                {.size_bytes = parent.number(1), .media_type = parent.text(2)}));
  }
  Statement::Run other = find_parent_with_blob_.run(repository.key, digest, media_types::kOciIndex,
                                                    media_types::kDockerManifestList);
  if (!other.step()) return {};
  return as_listed_by(other.text(0),
                      wrong_media_type(repository, image.digest, image.media_type, other.text(1)));
}

}  // namespace berth::storage::sqlite
