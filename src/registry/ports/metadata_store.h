// Port: all metadata of a registry, and the bytes of its small blobs (rules/small_blobs.h).
//
// Any thread may call any method at any time; calls may block on disk or network. Each method is
// atomic: it happens completely or not at all. When a writing method has returned, its changes
// survive a power loss and are visible to every later call, on every node. Absent things are
// std::nullopt, or the error named at the method; a broken store throws. The reading methods are
// those of metadata_reads.h; each call sees what is stored at that time.
//
// A write outdates what depends on its repository (basis.h), and nothing else, with these
// exceptions. Making or deleting a repository outdates what depends on its registry, too. If
// put_blob() replaces bytes that a repository holds, whatever depends on anything is outdated.
// Holds and the parts of uploads, which no reading method shows, outdate nothing; nor does a write
// that fails. A write that changes nothing may outdate what it is about.
//
// A storage quota (rules/quotas.h) holds exactly: what would exceed one is refused with
// limit_exceeded, in the transaction that would add it, and nothing of it is written. Only content
// that the repository does not hold yet is refused.
//
// A method that takes an author records the change in the audit (audit_store.h), in the same
// transaction, unless it changes nothing. Uploads, mounts and holds of blobs are not recorded: an
// image shows them.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "registry/ports/metadata_reads.h"
#include "registry/ports/reader.h"
#include "registry/rules/deletion.h"
#include "registry/rules/push.h"
#include "registry/values/author.h"
#include "registry/values/error.h"
#include "registry/values/model.h"

namespace berth {

class MetadataStore : public MetadataReads, public ReaderSource {
 public:
  MetadataStore() = default;
  MetadataStore(const MetadataStore&) = delete;
  MetadataStore& operator=(const MetadataStore&) = delete;
  ~MetadataStore() override = default;

  // --- repositories ---
  // With its catalog data and resource tags. repository_already_exists, registry_not_found,
  // limit_exceeded.
  virtual Result<Repository> create_repository(const NewRepository& repository,
                                               const Author& author) = 0;
  // Deletes its images, tags and blob links too: the name is free at once, and
  // GarbageStore::purge_repositories() removes the rows of a large repository later.
  // repository_not_found, also if another repository has its name by now; repository_not_empty.
  virtual Result<void> delete_repository(const Repository& repository, RepositoryContent content,
                                         const Author& author) = 0;

  // --- data about repositories; repository_not_found where a Result is returned ---
  // Replaces all of it. `logo`: a PNG, if data has a logo_id.
  virtual Result<void> put_catalog_data(const Repository& repository, const CatalogData& data,
                                        std::string_view logo, const Author& author) = 0;
  // Adds and replaces. On too_many_resource_tags nothing is changed.
  virtual Result<void> put_resource_tags(const Repository& repository,
                                         const std::vector<ResourceTag>& tags,
                                         const Author& author) = 0;
  // Ignores keys that no tag has.
  virtual Result<void> delete_resource_tags(const Repository& repository,
                                            const std::vector<std::string>& keys,
                                            const Author& author) = 0;

  virtual Result<void> put_repository_policy(const Repository& repository,
                                             const RepositoryPolicy& policy,
                                             const Author& author) = 0;
  // Returns the deleted policy. repository_policy_not_found.
  virtual Result<RepositoryPolicy> delete_repository_policy(const Repository& repository,
                                                            const Author& author) = 0;

  // --- blobs: which repositories may read which ---
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
  // limit_exceeded if the repository must not hold that many more bytes now. A hint for a caller
  // that is about to receive them: the write that adds them checks again.
  virtual Result<void> check_room(const Repository& repository, std::uint64_t more_bytes) = 0;
  // Stores the bytes and links the blob, in one transaction. Like hold_blob() if it is linked
  // already. repository_not_found if the repository has been deleted meanwhile; limit_exceeded.
  virtual Result<void> put_blob(RepositoryKey repository, const Blob& blob,
                                std::string_view content, Timestamp now) = 0;
  // Links a blob whose bytes are stored already. Like hold_blob() if it is linked already.
  // repository_not_found if the repository has been deleted meanwhile; limit_exceeded.
  virtual Result<void> link_blob(RepositoryKey repository, const Blob& blob, Timestamp now) = 0;
  // Links a blob that `from` holds; nullopt: one that any repository in the registry of `to` holds.
  // Check and link are one transaction, so a concurrent unlink cannot come in between. Like
  // hold_blob() if it is linked already. blob_not_found; repository_not_found if `to` has been
  // deleted meanwhile; limit_exceeded.
  virtual Result<Blob> mount_blob(std::optional<RepositoryKey> from, const Repository& to,
                                  const Digest& digest, Timestamp now) = 0;
  // blob_not_found; blob_referenced while an image of the repository names it. The bytes stay for
  // other repositories and for the garbage collector.
  virtual Result<void> unlink_blob(RepositoryKey repository, const Digest& digest,
                                   const Author& author) = 0;

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
  virtual Result<PutImageOutcome> put_image(const Push& push) = 0;
  // Deletes the tag and, if it was asked for and this was its last tag, the image. Errors:
  // plan_tag_deletion().
  virtual Result<DeletedImage> delete_tag(const Repository& repository, const TagDeletion& deletion,
                                          const Author& author) = 0;
  // Deletes the image and all its tags. image_not_found; image_referenced if an index of the
  // repository lists it.
  virtual Result<DeletedImage> delete_image(const Repository& repository, const Digest& digest,
                                            const Author& author) = 0;

  // --- the history of tags ---
  // Points a tag, which may have been deleted, at an existing image. Records a movement as
  // put_image() does. `last_sequence`: the last movement that the caller knows of; 0: none.
  // repository_not_found; image_tag_digest_mismatch if the tag has moved since; image_not_found;
  // limit_exceeded.
  virtual Result<TagOutcome> move_tag(const Repository& repository, const TagName& tag,
                                      const Digest& digest, std::int64_t last_sequence,
                                      const Author& author) = 0;
};

}  // namespace berth
