#include "storage/sqlite/rows/image_statements.h"

#include <algorithm>

#include "registry/values/errors.h"

namespace berth::storage::sqlite {
namespace {

ImageDetail read_image(const Statement::Run& row) {
  return {.sequence = row.integer(0),
          .digest = std::string(row.text(1)),
          .media_type = std::string(row.text(2)),
          .artifact_media_type = std::string(row.text(3)),
          .size_bytes = row.number(4),
          .pushed_at = row.time(5),
          .tags = {}};
}

// The most indexes holding an image that an error message names.
constexpr std::int64_t kMaxParentsNamed = 16;

// The most missing digests that it names.
constexpr std::size_t kMaxMissingNamed = 100;

// The digests that an image names and that do not exist.
class Missing {
 public:
  void add(const Digest& digest) {
    if (++count_ > kMaxMissingNamed) return;
    if (!digests_.empty()) digests_ += ", ";
    digests_ += digest.text();
  }
  Result<void> as_result(ErrorCode code, const Repository& repository) && {
    if (count_ == 0) return {};
    Error error = about(code, repository);
    error.subject = std::move(digests_);
    if (count_ > kMaxMissingNamed) error.subject += ", ...";
    return fail(std::move(error));
  }

 private:
  std::string digests_;
  std::size_t count_ = 0;
};

// manifest_invalid
Failure wrong_size(const Repository& repository, const Blob& named, std::uint64_t stored_bytes) {
  const std::string& digest = named.digest.text();
  Error error = about(ErrorCode::manifest_invalid, repository);
  error.digest = digest;
  error.reason = "the size of " + digest + " is " + std::to_string(stored_bytes) + ", not " +
                 std::to_string(named.size_bytes);
  return fail(std::move(error));
}

}  // namespace

ImageStatements::ImageStatements(Database& database)
    : find_(database,
            "SELECT sequence, digest, media_type, artifact_media_type, size, pushed_at"
            " FROM images WHERE repository = ? AND digest = ?"),
      find_manifest_(database,
                     "SELECT i.media_type, m.content FROM images i"
                     " JOIN manifests m ON m.sequence = i.sequence"
                     " WHERE i.repository = ? AND i.digest = ?"),
      describe_manifest_(database,
                         "SELECT i.media_type, length(m.content) FROM images i"
                         " JOIN manifests m ON m.sequence = i.sequence"
                         " WHERE i.repository = ? AND i.digest = ?"),
      list_(database,
            "SELECT sequence, digest, media_type, artifact_media_type, size, pushed_at"
            " FROM images WHERE repository = ? AND sequence > ? ORDER BY sequence LIMIT ?"),
      find_blob_size_(database,
                      "SELECT size FROM repository_blobs WHERE repository = ? AND digest = ?"),
      insert_manifest_(database, "INSERT INTO manifests (content) VALUES (?)"),
      insert_(database,
              "INSERT INTO images (repository, sequence, digest, media_type, artifact_media_type,"
              " size, pushed_at) VALUES (?, ?, ?, ?, ?, ?, ?)"),
      insert_layer_(
          database,
          "INSERT OR IGNORE INTO image_layers (repository, digest, image_sequence, media_type)"
          " VALUES (?, ?, ?, ?)"),
      find_layer_(
          database,
          "SELECT media_type FROM image_layers WHERE repository = ? AND digest = ? LIMIT 1"),
      insert_child_(database,
                    "INSERT OR IGNORE INTO image_children"
                    " (repository, child, parent, size, media_type) VALUES (?, ?, ?, ?, ?)"),
      find_parents_(database,
                    "SELECT parent FROM image_children WHERE repository = ? AND child = ?"
                    " ORDER BY parent LIMIT ?"),
      delete_(database, "DELETE FROM images WHERE repository = ? AND sequence = ?"),
      delete_manifest_(database, "DELETE FROM manifests WHERE sequence = ?"),
      delete_children_(database, "DELETE FROM image_children WHERE repository = ? AND parent = ?"),
      delete_layers_(database,
                     "DELETE FROM image_layers WHERE repository = ? AND image_sequence = ?"),
      find_tag_count_(database,
                      "SELECT tag_count FROM images WHERE repository = ? AND sequence = ?"),
      count_tag_(database,
                 "UPDATE images SET tag_count = tag_count + ?"
                 " WHERE repository = ? AND sequence = ?") {}

std::optional<ImageDetail> ImageStatements::find(RepositoryKey repository, const Digest& digest) {
  Statement::Run row = find_.run(repository, digest.text());
  if (!row.step()) return std::nullopt;
  return read_image(row);
}

std::optional<StoredManifest> ImageStatements::find_manifest(RepositoryKey repository,
                                                             const Digest& digest) {
  Statement::Run row = find_manifest_.run(repository, digest.text());
  if (!row.step()) return std::nullopt;
  return StoredManifest{.digest = digest,
                        .media_type = std::string(row.text(0)),
                        .content = std::string(row.bytes(1))};
}

std::optional<ManifestDescription> ImageStatements::describe_manifest(RepositoryKey repository,
                                                                      const Digest& digest) {
  Statement::Run row = describe_manifest_.run(repository, digest.text());
  if (!row.step()) return std::nullopt;
  return ManifestDescription{.digest = digest,
                             .media_type = std::string(row.text(0)),
                             .size_bytes = static_cast<std::uint64_t>(row.integer(1))};
}

std::vector<ImageDetail> ImageStatements::list(RepositoryKey repository,
                                               std::int64_t after_sequence, std::size_t limit) {
  std::vector<ImageDetail> images;
  Statement::Run row = list_.run(repository, after_sequence, limit);
  while (row.step()) images.push_back(read_image(row));
  return images;
}

Result<void> ImageStatements::check_references(const Repository& repository, const NewImage& image,
                                               References references) {
  Missing blobs;
  for (const auto& [blob, media_type] : image.layers) {
    Statement::Run row = find_blob_size_.run(repository.key, blob.digest.text());
    if (!row.step()) {
      blobs.add(blob.digest);
    } else if (const std::uint64_t stored_bytes = row.number(0); stored_bytes != blob.size_bytes) {
      return wrong_size(repository, blob, stored_bytes);
    }
  }
  if (references == References::may_be_missing) return {};
  Missing images;
  for (const Child& child : image.children) {
    if (!find_.run(repository.key, child.digest.text()).step()) images.add(child.digest);
  }
  auto checked = std::move(blobs).as_result(ErrorCode::referenced_blobs_not_found, repository);
  if (!checked) return checked;
  return std::move(images).as_result(ErrorCode::referenced_images_not_found, repository);
}

ImageDetail ImageStatements::insert(const Repository& repository, const NewImage& image,
                                    Timestamp now) {
  ImageDetail detail{.sequence = 0,
                     .digest = image.digest.text(),
                     .media_type = image.media_type,
                     .artifact_media_type = image.artifact_media_type,
                     .size_bytes = image.size_bytes,
                     .pushed_at = now,
                     .tags = {}};
  for (const Child& child : image.children) {
    // "If the image is a manifest list, this will be the max size of all manifests in the list"
    // (ecr-public API Reference, ReferencedImageDetail).
    const auto stored = find(repository.key, child.digest);
    if (stored) detail.size_bytes = std::max(detail.size_bytes, stored->size_bytes);
  }
  insert_manifest_.execute(Bytes{image.content});
  detail.sequence = insert_manifest_.last_insert_key();
  insert_.execute(repository.key, detail.sequence, detail.digest, detail.media_type,
                  detail.artifact_media_type, detail.size_bytes, now);
  insert_references(repository.key, detail.sequence, image);
  return detail;
}

void ImageStatements::insert_references(RepositoryKey repository, std::int64_t sequence,
                                        const NewImage& image) {
  for (const Child& child : image.children) {
    insert_child_.execute(repository, child.digest.text(), image.digest.text(), child.size_bytes,
                          child.media_type);
  }
  for (const auto* layers : {&image.layers, &image.foreign_layers}) {
    for (const auto& [blob, media_type] : *layers) {
      insert_layer_.execute(repository, blob.digest.text(), sequence, media_type);
    }
  }
}

std::string ImageStatements::parents_of(RepositoryKey repository, const Digest& digest) {
  std::string parents;
  Statement::Run row = find_parents_.run(repository, digest.text(), kMaxParentsNamed);
  while (row.step()) {
    parents += parents.empty() ? "[" : ", ";
    parents += row.text(0);
  }
  if (!parents.empty()) parents += ']';
  return parents;
}

void ImageStatements::remove(RepositoryKey repository, std::int64_t sequence,
                             std::string_view digest) {
  delete_.execute(repository, sequence);
  delete_manifest_.execute(sequence);
  delete_children_.execute(repository, digest);
  delete_layers_.execute(repository, sequence);
}

std::string ImageStatements::layer_media_type(RepositoryKey repository, const Digest& digest) {
  Statement::Run row = find_layer_.run(repository, digest.text());
  return row.step() ? std::string(row.text(0)) : std::string();
}

std::uint64_t ImageStatements::tag_count(RepositoryKey repository, std::int64_t sequence) {
  Statement::Run row = find_tag_count_.run(repository, sequence);
  return row.step() ? row.number(0) : 0;
}

void ImageStatements::count_tag(RepositoryKey repository, std::int64_t sequence,
                                std::int64_t difference) {
  count_tag_.execute(difference, repository, sequence);
}

}  // namespace berth::storage::sqlite
