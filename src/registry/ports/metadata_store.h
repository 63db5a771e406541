// Port: all metadata of a registry, and the bytes of its small blobs (rules/small_blobs.h).
//
// Any thread may call any method at any time; calls may block on disk or network. Each method is
// atomic: it happens completely or not at all. When a writing method has returned, its changes
// survive a power loss and are visible to every later call, on every node. Absent things are
// std::nullopt, or the error named at the method; a broken store throws.
//
// Lists are in byte order of their key and continue after a key. So a listing costs only what it
// returns, however much is stored, and it neither repeats nor misses an entry that exists
// throughout, whatever is written meanwhile.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "registry/ports/snapshot.h"
#include "registry/ports/store_version.h"
#include "registry/values/model.h"

namespace berth {

using ImageReference = std::variant<TagName, Digest>;
using TagVisitor = std::function<void(const TagView&)>;
using ReferrerVisitor = std::function<bool(const ReferrerView&)>;  // false: stop

enum class UntaggedImage { stays, is_deleted_too };
enum class RepositoryContent { must_be_empty, is_deleted_too };
enum class ImageOutcome { created, existed };
enum class TagOutcome { created, moved, unchanged };
// The blobs and manifests that an image names. An image whose references are missing is sparse.
enum class References { must_exist, may_be_missing };

// A condition on the target of a reference (nullopt: it has none) that must hold when the write
// happens.
struct Precondition {
  ImageReference reference;
  std::function<bool(const std::optional<Digest>& target)> holds;
};

// A tag's whole history lies before this sequence.
inline constexpr std::int64_t kNewestMovement = INT64_MAX;

struct PutImageOutcome {
  ImageOutcome image = ImageOutcome::created;
  std::vector<TagOutcome> tags = {};  // in the order of the given tags
};

class MetadataStore {
 public:
  MetadataStore() = default;
  MetadataStore(const MetadataStore&) = delete;
  MetadataStore& operator=(const MetadataStore&) = delete;
  virtual ~MetadataStore() = default;

  // Identifies the present content of the store, to find out later whether it has changed. nullopt:
  // it is changing right now, or the store cannot tell. In memory: does not block.
  virtual std::optional<StoreVersion> version() = 0;

  // While the snapshot lives, its thread sees this store and the account store beside it as they
  // are at its first read. For short, read-only work: a write throws std::logic_error, and a
  // long-lived snapshot keeps the store from tidying up. Destroy it on the same thread.
  virtual std::unique_ptr<Snapshot> snapshot() = 0;

  // --- repositories ---
  // With its catalog data and resource tags. repository_already_exists, registry_not_found,
  // limit_exceeded.
  virtual Result<Repository> create_repository(const NewRepository& repository) = 0;
  // Deletes its images, tags and blob links too: the name is free at once, and
  // GarbageStore::purge_repositories() removes the rows of a large repository later.
  // repository_not_found, also if another repository has its name by now; repository_not_empty.
  virtual Result<void> delete_repository(const Repository& repository, RepositoryContent content,
                                         Timestamp now) = 0;
  virtual std::optional<Repository> find_repository(const RegistryId& registry,
                                                    const RepositoryName& name) = 0;
  virtual std::optional<Repository> find_repository(const RegistryAlias& alias,
                                                    const RepositoryName& name) = 0;
  // By name. `after` empty: from the start.
  virtual std::vector<Repository> list_repositories(const RegistryId& registry,
                                                    std::string_view after, std::size_t limit) = 0;
  // Takes time in proportion to the repository's content: for people, not for requests. All zero
  // for a repository that is gone.
  virtual RepositorySize measure_repository(RepositoryKey repository) = 0;

  // The registry of a repository; nullopt: the repository no longer exists.
  virtual std::optional<RegistryId> find_owner(RepositoryKey repository) = 0;

  // --- data about repositories; repository_not_found where a Result is returned ---
  virtual CatalogData find_catalog_data(RepositoryKey repository) = 0;
  // Replaces all of it. `logo`: a PNG, if data has a logo_id.
  virtual Result<void> put_catalog_data(const Repository& repository, const CatalogData& data,
                                        std::string_view logo) = 0;
  virtual std::optional<std::string> find_logo(std::string_view logo_id) = 0;

  virtual std::vector<ResourceTag> list_resource_tags(RepositoryKey repository) = 0;  // by key
  // Adds and replaces. On too_many_resource_tags nothing is changed.
  virtual Result<void> put_resource_tags(const Repository& repository,
                                         const std::vector<ResourceTag>& tags) = 0;
  // Ignores keys that no tag has.
  virtual Result<void> delete_resource_tags(const Repository& repository,
                                            const std::vector<std::string>& keys) = 0;

  // nullopt: the repository has none.
  virtual std::optional<RepositoryPolicy> find_repository_policy(RepositoryKey repository) = 0;
  virtual Result<void> put_repository_policy(const Repository& repository,
                                             const RepositoryPolicy& policy) = 0;
  // Returns the deleted policy. repository_policy_not_found.
  virtual Result<RepositoryPolicy> delete_repository_policy(const Repository& repository) = 0;

  // --- blobs: which repositories may read which ---
  virtual std::optional<Blob> find_blob(RepositoryKey repository, const Digest& digest) = 0;
  // Like find_blob(), for a caller that may go on to push an image that names the blob. If no image
  // names it yet, its grace period starts again at `now`, or a little earlier
  // (GarbagePolicy::hold_resolution()).
  virtual std::optional<Blob> hold_blob(RepositoryKey repository, const Digest& digest,
                                        Timestamp now) = 0;
  // Like hold_blob(), for a caller whose right to push is not known yet: `may_push` is asked at
  // most once, on this thread, and only when there is something to write. If it says no, this is
  // find_blob().
  virtual std::optional<Blob> find_blob_to_push(RepositoryKey repository, const Digest& digest,
                                                Timestamp now,
                                                const std::function<bool()>& may_push) = 0;
  // Like find_blob(), with the media type that a manifest of the repository gives it.
  virtual std::optional<Layer> find_layer(RepositoryKey repository, const Digest& digest) = 0;
  // Like find_blob(), with the content that put_blob() was given.
  virtual std::optional<StoredBlob> find_stored_blob(RepositoryKey repository,
                                                     const Digest& digest) = 0;
  // Stores the bytes and links the blob, in one transaction. Like hold_blob() if it is linked
  // already. repository_not_found if the repository has been deleted meanwhile.
  virtual Result<void> put_blob(RepositoryKey repository, const Blob& blob,
                                std::string_view content, Timestamp now) = 0;
  // Links a blob whose bytes are stored already. Like hold_blob() if it is linked already.
  // repository_not_found if the repository has been deleted meanwhile.
  virtual Result<void> link_blob(RepositoryKey repository, const Blob& blob, Timestamp now) = 0;
  // Links a blob that `from` holds; nullopt: one that any repository in the registry of `to` holds.
  // Check and link are one transaction, so a concurrent unlink cannot come in between. Like
  // hold_blob() if it is linked already. blob_not_found; repository_not_found if `to` has been
  // deleted meanwhile.
  virtual Result<Blob> mount_blob(std::optional<RepositoryKey> from, const Repository& to,
                                  const Digest& digest, Timestamp now) = 0;
  // blob_not_found; blob_referenced while an image of the repository names it. The bytes stay for
  // other repositories and for the garbage collector.
  virtual Result<void> unlink_blob(RepositoryKey repository, const Digest& digest,
                                   Timestamp now) = 0;

  // --- uploads in parts ---
  // The parts of an upload that have been counted; none before the first one.
  virtual UploadParts find_upload_parts(RepositoryKey repository, std::string_view upload_id) = 0;
  // Another part has been received. repository_not_found.
  virtual Result<void> add_upload_part(RepositoryKey repository, std::string_view upload_id,
                                       std::uint64_t size_bytes, Timestamp now) = 0;
  // The upload has ended.
  virtual void forget_upload_parts(RepositoryKey repository, std::string_view upload_id) = 0;

  // --- images and tags ---
  // Stores the image if it is new and points the tags at it, all or none. Every movement of a tag
  // is one row of its history, in the same transaction. An unchanged re-push changes nothing.
  // Errors: repository_not_found, precondition_failed, limit_exceeded; manifest_invalid if the
  // stored size of a blob differs from its descriptor, or if an image and an index that lists it
  // disagree about its size or media type, and one of the two is new; unless references may be
  // missing, referenced_blobs_not_found and referenced_images_not_found.
  virtual Result<PutImageOutcome> put_image(const Repository& repository, const NewImage& image,
                                            const std::vector<TagName>& tags, References references,
                                            const std::optional<Precondition>& precondition,
                                            std::string_view actor, Timestamp now) = 0;
  virtual std::optional<StoredManifest> find_manifest(RepositoryKey repository,
                                                      const ImageReference& reference) = 0;
  // Like find_manifest(), without reading the content, which may be kMaxManifestBytes long.
  virtual std::optional<ManifestDescription> describe_manifest(RepositoryKey repository,
                                                               const ImageReference& reference) = 0;
  // The image with its tags.
  virtual std::optional<ImageDetail> find_image(RepositoryKey repository,
                                                const ImageReference& reference) = 0;
  // By push sequence, including untagged images.
  virtual std::vector<ImageDetail> list_images(RepositoryKey repository,
                                               std::int64_t after_sequence, std::size_t limit) = 0;
  // By name. Calls `visit` for up to `limit` tags after the name `after` (empty: from the start).
  virtual void list_tags(RepositoryKey repository, std::string_view after, std::size_t limit,
                         const TagVisitor& visit) = 0;
  // The images that have this subject, by digest: up to `limit` after the digest `after` (empty:
  // from the start). `artifact_type`: nullopt: every type; empty: images without one.
  virtual void list_referrers(RepositoryKey repository, const Digest& subject,
                              std::optional<std::string_view> artifact_type, std::string_view after,
                              std::size_t limit, const ReferrerVisitor& visit) = 0;
  // Deletes the tag; `untagged` says what becomes of the image if this was its last tag.
  // image_not_found; image_tag_digest_mismatch if it points at another image than `expected`;
  // image_referenced if the image would have to be deleted and an index of the repository lists it.
  virtual Result<DeletedImage> delete_tag(const Repository& repository, const TagName& tag,
                                          const std::optional<Digest>& expected,
                                          UntaggedImage untagged, std::string_view actor,
                                          Timestamp now) = 0;
  // Deletes the image and all its tags. image_not_found; image_referenced if an index of the
  // repository lists it.
  virtual Result<DeletedImage> delete_image(const Repository& repository, const Digest& digest,
                                            std::string_view actor, Timestamp now) = 0;

  // --- the history of tags ---
  // The movements of a tag, even of a deleted one: up to `limit`, newest first, before that
  // sequence (kNewestMovement: from the newest on).
  virtual std::vector<TagHistoryEntry> list_tag_history(RepositoryKey repository,
                                                        const TagName& tag,
                                                        std::int64_t before_sequence,
                                                        std::size_t limit) = 0;
  // Points a tag, which may have been deleted, at an existing image. Records a movement as
  // put_image() does. `last_sequence`: the last movement that the caller knows of; 0: none.
  // repository_not_found; image_tag_digest_mismatch if the tag has moved since; image_not_found;
  // limit_exceeded.
  virtual Result<TagOutcome> move_tag(const Repository& repository, const TagName& tag,
                                      const Digest& digest, std::int64_t last_sequence,
                                      std::string_view actor, Timestamp now) = 0;
};

}  // namespace berth
