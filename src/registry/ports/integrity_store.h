// Port: what `berth fsck` needs to know about the rows, and how it repairs them.
//
// Reading methods may be called while a server writes; writing ones only while none runs. A broken
// store throws. Repairs are recorded in the audit (audit_store.h), in the same transactions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "registry/values/author.h"
#include "registry/values/model.h"

namespace berth {

enum class FsckDepth : std::uint8_t {
  whole,  // reads every byte
  quick,  // checks only that blobs that are files exist, and their sizes
};

enum class FindingKind : std::uint8_t {
  // --- problems ---
  damaged_database,    // the database file is not as it was written: none of it can be trusted
  wrong_count,         // a stored number of repositories, images, tags, blobs or bytes is wrong
  wrong_tag,           // a tag whose copy of its image's data differs from the image
  dangling_tag,        // a tag whose image does not exist
  stale_referrer,      // a referrer entry whose image does not exist
  stale_row,           // a row of an image that does not exist: its manifest, or a reference
  wrong_search_entry,  // the search knows a repository by other words than it says, or not at all
  unbooked_blob,       // a blob that nothing needs and the garbage collector does not know of
  missing_manifest,    // an image without its manifest
  damaged_manifest,    // a manifest that does not hash to its digest
  missing_blob,        // a blob that a repository holds and whose bytes are not stored
  damaged_blob,        // bytes that do not hash to their digest
  unreadable,          // a blob, or a folder of them, that this user cannot read, or nobody can
  wrong_size,          // a blob that is not as long as its row says
  missing_reference,   // a manifest names something, and no row says so
  wrong_descriptor,    // an index describes a manifest wrongly: pushed before this was checked
  // --- a problem, unless the server accepts sparse images ---
  absent_reference,  // an image names something that its repository does not hold
  // --- notes: nothing is wrong ---
  orphan,        // bytes without a row; a crash may leave them
  stray_upload,  // an upload to a repository that is gone
};

struct Finding {
  FindingKind kind = FindingKind::wrong_count;
  std::string subject;  // "acme/app:v1", "sha256:..."
  std::string reason;
};
using FindingVisitor = std::function<void(Finding)>;

struct ManifestRow {
  RepositoryKey repository = 0;
  std::string repository_name;  // "acme/app"
  std::int64_t sequence = 0;
  std::string digest;
  std::string media_type;
  std::optional<std::string> content;
};

struct HeldBlob {
  Digest digest;
  std::uint64_t smallest_size_bytes = 0;  // by the rows of the repositories that hold it
  std::uint64_t largest_size_bytes = 0;
};

class IntegrityStore {
 public:
  IntegrityStore() = default;
  IntegrityStore(const IntegrityStore&) = delete;
  IntegrityStore& operator=(const IntegrityStore&) = delete;
  virtual ~IntegrityStore() = default;

  // Visits damaged_database for each damaged place. Everything else may be read.
  virtual void check_storage(FsckDepth depth, const FindingVisitor& visit) = 0;
  // All images by (repository, sequence), after this one.
  virtual std::vector<ManifestRow> list_manifests(RepositoryKey repository, std::int64_t sequence,
                                                  std::size_t limit) = 0;
  // The digests of blobs, images and the subject that the manifest names without a row that says
  // so: the collector would not know that they are needed. Empty if the image is gone since it was
  // listed.
  virtual std::vector<std::string> find_missing_references(const ManifestRow& row,
                                                           const NewImage& image) = 0;
  // All blobs that repositories hold, by digest, after this one (empty: from the start).
  virtual std::vector<HeldBlob> list_held(std::string_view after, std::size_t limit) = 0;
  // The bytes of a blob that is kept with the metadata; nullopt: none are.
  virtual std::optional<std::string> find_content(const Digest& digest) = 0;
  // Checks the rows against each other: wrong_count, wrong_tag, dangling_tag, stale_referrer,
  // stale_row, wrong_search_entry, unbooked_blob, absent_reference, wrong_descriptor. Each check
  // sees one state of the store; `visit` must not call it.
  virtual void check_rows(const FindingVisitor& visit) = 0;

  // Repairs what check_rows() finds. Removes tags and referrer rows whose image is gone.
  virtual void mend_rows(const Author& author) = 0;
  // Writes the rows that find_missing_references() finds missing.
  virtual void add_references(const ManifestRow& row, const NewImage& image,
                              const Author& author) = 0;
  // Unlinks the blob from every repository, and removes its bytes if they are kept with the
  // metadata. Images still name it; pushing it again heals them.
  virtual void unlink_everywhere(const Digest& digest, const Author& author) = 0;
  virtual void set_size(const Digest& digest, std::uint64_t size_bytes, const Author& author) = 0;
  // Removes the image and its tags, even if an index lists it.
  virtual void remove_image(const ManifestRow& image, const Author& author) = 0;
};

}  // namespace berth
