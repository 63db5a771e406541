// Port: everything a registry knows but the bytes of its blobs.
//
// Any thread may call any method at any time; calls may block on disk or network. Each method is
// atomic: it happens whole or not at all, and when a writing method has returned, what it wrote
// survives a power loss and is seen by every later call, on every node. Absent things are
// std::nullopt, or the error named at the method; a broken store throws.
//
// Lists are in byte order of their key and continue after a key, so that what is listed costs what
// is returned, however much there is, and a listing neither repeats nor misses what exists
// throughout, whatever is written meanwhile.
#pragma once

#include <functional>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "registry/model.h"

namespace berth {

using ImageReference = std::variant<TagName, Digest>;
using TagVisitor = std::function<void(const TagView&)>;

enum class RepositoryContent { must_be_empty, is_deleted_too };
enum class ImageOutcome { created, existed };
enum class TagOutcome { none, created, moved, unchanged };

struct PutImageOutcome {
  ImageOutcome image = ImageOutcome::created;
  TagOutcome tag = TagOutcome::none;
};

class MetadataStore {
 public:
  MetadataStore() = default;
  MetadataStore(const MetadataStore&) = delete;
  MetadataStore& operator=(const MetadataStore&) = delete;
  virtual ~MetadataStore() = default;

  // --- registries and access keys ---
  // A registry comes with the access key of its administrator, in one transaction.
  // invalid_parameter if the id, the alias or the key's id is taken.
  virtual Result<void> create_registry(const Registry& registry,
                                       const AccessKey& administrator) = 0;
  virtual std::optional<Registry> find_registry(const RegistryId& id) = 0;
  virtual std::vector<Registry> list_registries() = 0;
  virtual std::optional<AccessKey> find_access_key(std::string_view access_key_id) = 0;

  // --- repositories ---
  // repository_already_exists, registry_not_found.
  virtual Result<Repository> create_repository(const RegistryId& registry,
                                               const RepositoryName& name, Timestamp now) = 0;
  // repository_not_found, repository_not_empty. Takes its images, tags and blob links along.
  virtual Result<Repository> delete_repository(const RegistryId& registry,
                                               const RepositoryName& name,
                                               RepositoryContent content) = 0;
  virtual std::optional<Repository> find_repository(const RegistryId& registry,
                                                    const RepositoryName& name) = 0;
  virtual std::optional<Repository> find_repository(const RegistryAlias& alias,
                                                    const RepositoryName& name) = 0;
  // By name. `after` empty: from the start.
  virtual std::vector<Repository> list_repositories(const RegistryId& registry,
                                                    std::string_view after, std::size_t limit) = 0;

  // --- blobs: which repositories may read which ---
  virtual std::optional<Blob> find_blob(RepositoryKey repository, const Digest& digest) = 0;
  // The bytes are in the blob store already. Nothing happens if it is there.
  // repository_not_found if the repository is gone meanwhile.
  virtual Result<void> link_blob(RepositoryKey repository, const Blob& blob, Timestamp now) = 0;
  // blob_not_found. The bytes stay for other repositories and for the garbage collector.
  virtual Result<void> unlink_blob(RepositoryKey repository, const Digest& digest) = 0;

  // --- images and tags ---
  // Stores the image if it is new and points the tag, if one is given, at it. Every movement of
  // the tag is one row of its history, in the same transaction. An unchanged re-push changes
  // nothing. Errors: repository_not_found, referenced_blobs_not_found, referenced_images_not_found,
  // manifest_invalid when a blob's stored size is not its descriptor's.
  virtual Result<PutImageOutcome> put_image(const Repository& repository, const NewImage& image,
                                            const std::optional<TagName>& tag,
                                            std::string_view actor, Timestamp now) = 0;
  virtual std::optional<StoredManifest> find_manifest(RepositoryKey repository,
                                                      const ImageReference& reference) = 0;
  // The image with its tags.
  virtual std::optional<ImageDetail> find_image(RepositoryKey repository,
                                                const ImageReference& reference) = 0;
  // By push sequence, untagged ones too.
  virtual std::vector<ImageDetail> list_images(RepositoryKey repository,
                                               std::int64_t after_sequence, std::size_t limit) = 0;
  // By name. Calls `visit` for up to `limit` tags after the name `after` (empty: from the start).
  virtual void list_tags(RepositoryKey repository, std::string_view after, std::size_t limit,
                         const TagVisitor& visit) = 0;
  // Takes the tag away; its image stays. image_not_found.
  virtual Result<void> delete_tag(const Repository& repository, const TagName& tag,
                                  std::string_view actor, Timestamp now) = 0;
  // Takes the image and all its tags away. image_not_found; image_referenced if an index of the
  // repository holds it.
  virtual Result<void> delete_image(const Repository& repository, const Digest& digest,
                                    std::string_view actor, Timestamp now) = 0;
};

}  // namespace berth
