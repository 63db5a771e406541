// Statements about images, on one connection.
#pragma once

#include <optional>
#include <vector>

#include "registry/ports/metadata_store.h"
#include "storage/sqlite/engine/database.h"

namespace berth::storage::sqlite {

class ImageStatements {
 public:
  explicit ImageStatements(Database& database);

  // The image without its tags.
  std::optional<ImageDetail> find(RepositoryKey repository, const Digest& digest);
  std::optional<StoredImage> find_stored(RepositoryKey repository, const Digest& digest);
  bool exists(RepositoryKey repository, const Digest& digest);
  std::optional<StoredManifest> find_manifest(RepositoryKey repository, const Digest& digest);
  std::optional<ManifestDescription> describe_manifest(RepositoryKey repository,
                                                       const Digest& digest);
  std::vector<ImageDetail> list(RepositoryKey repository, std::int64_t after_sequence,
                                std::size_t limit);

  // The media type that one of the repository's images gives a blob; empty: none names it.
  std::string layer_media_type(RepositoryKey repository, const Digest& digest);
  // Writes a new image, with its manifest and references. Chooses and returns its sequence.
  std::int64_t insert(RepositoryKey repository, const ImageDetail& detail, const NewImage& image);
  // The digests of the indexes that list it, up to kMaxIndexesNamed.
  std::vector<std::string> indexes_of(RepositoryKey repository, const Digest& digest);
  // Writes the image's missing references to its blobs and children.
  void insert_references(RepositoryKey repository, std::int64_t sequence, const NewImage& image);
  // Removes its manifest and its references, too. Returns the size of the manifest in bytes, 0 if
  // it had none.
  std::uint64_t remove(RepositoryKey repository, std::int64_t sequence, std::string_view digest);
  std::uint64_t tag_count(RepositoryKey repository, std::int64_t sequence);
  void count_tag(RepositoryKey repository, std::int64_t sequence, std::int64_t difference);

 private:
  Statement find_;
  Statement find_manifest_;
  Statement describe_manifest_;
  Statement list_;
  Statement insert_manifest_;
  Statement insert_;
  Statement insert_layer_;
  Statement find_layer_;
  Statement insert_child_;
  Statement find_indexes_;
  Statement delete_;
  Statement delete_manifest_;
  Statement delete_children_;
  Statement delete_layers_;
  Statement find_tag_count_;
  Statement count_tag_;
};

}  // namespace berth::storage::sqlite
