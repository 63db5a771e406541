#include "storage/sqlite/rows/image_statements.h"

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

}  // namespace

ImageStatements::ImageStatements(Database& database)
    : find_(database,
            "SELECT sequence, digest, media_type, artifact_media_type, size, pushed_at, tag_count"
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
      find_indexes_(database,
                    "SELECT parent FROM image_children WHERE repository = ? AND child = ?"
                    " ORDER BY parent LIMIT ?"),
      delete_(database, "DELETE FROM images WHERE repository = ? AND sequence = ?"),
      delete_manifest_(database,
                       "DELETE FROM manifests WHERE sequence = ? RETURNING length(content)"),
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

std::optional<StoredImage> ImageStatements::find_stored(RepositoryKey repository,
                                                        const Digest& digest) {
  Statement::Run row = find_.run(repository, digest.text());
  if (!row.step()) return std::nullopt;
  return StoredImage{.detail = read_image(row), .tag_count = row.number(6)};
}

bool ImageStatements::exists(RepositoryKey repository, const Digest& digest) {
  return find_.run(repository, digest.text()).step();
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

std::int64_t ImageStatements::insert(RepositoryKey repository, const ImageDetail& detail,
                                     const NewImage& image) {
  insert_manifest_.execute(Bytes{image.content});
  const std::int64_t sequence = insert_manifest_.last_insert_key();
  insert_.execute(repository, sequence, detail.digest, detail.media_type,
                  detail.artifact_media_type, detail.size_bytes, detail.pushed_at);
  insert_references(repository, sequence, image);
  return sequence;
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

std::vector<std::string> ImageStatements::indexes_of(RepositoryKey repository,
                                                     const Digest& digest) {
  std::vector<std::string> indexes;
  Statement::Run row = find_indexes_.run(repository, digest.text(), kMaxIndexesNamed);
  while (row.step()) indexes.emplace_back(row.text(0));
  return indexes;
}

std::uint64_t ImageStatements::remove(RepositoryKey repository, std::int64_t sequence,
                                      std::string_view digest) {
  delete_.execute(repository, sequence);
  delete_children_.execute(repository, digest);
  delete_layers_.execute(repository, sequence);
  // The first step deletes.
  Statement::Run manifest = delete_manifest_.run(sequence);
  return manifest.step() ? manifest.number(0) : 0;
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
