// Port: what `berth fsck` has to know of the rows, and how it mends them.
//
// Reading methods may be called while a server writes; writing ones only while none runs. A broken
// store throws.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "registry/values/model.h"

namespace berth {

enum class FsckDepth {
  whole,  // reads every byte
  quick,  // of blobs only whether they are there, and how long they are
};

enum class FindingKind {
  // --- problems ---
  damaged_database,   // what rows are read from is not as it was written: nothing in it counts
  wrong_count,        // a number of repositories, images or tags that is not how many there are
  wrong_tag,          // a tag that does not say of its image what the image says
  dangling_tag,       // a tag of no image
  stale_referrer,     // an image that is listed as another's referrer and is not there
  stale_row,          // a row of an image that is not there: its manifest, or what it names
  unbooked_blob,      // a blob that nothing needs, and the garbage collector does not know of
  missing_manifest,   // an image without its manifest
  damaged_manifest,   // a manifest that does not hash to its digest
  missing_blob,       // a blob that a repository holds and whose bytes are not stored
  damaged_blob,       // bytes that do not hash to their digest
  unreadable,         // a blob, or a folder of them, that this user cannot read, or nobody can
  wrong_size,         // a blob that is not as long as its row says
  missing_reference,  // what a manifest names, and no row says so
  wrong_descriptor,   // an index says of a manifest what it is not: of before pushes were checked
  // --- a problem, unless the server takes sparse images ---
  absent_reference,  // an image names what its repository does not hold
  // --- notes: nothing is wrong ---
  orphan,        // bytes that no row knows of; a crash may leave them
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
  std::uint64_t smallest_size_bytes = 0;  // of what the repositories that hold it say
  std::uint64_t largest_size_bytes = 0;
};

class IntegrityStore {
 public:
  IntegrityStore() = default;
  IntegrityStore(const IntegrityStore&) = delete;
  IntegrityStore& operator=(const IntegrityStore&) = delete;
  virtual ~IntegrityStore() = default;

  // damaged_database, for each place that is. What it does not find may be read.
  virtual void check_storage(FsckDepth depth, const FindingVisitor& visit) = 0;
  // All images by (repository, sequence), after this one.
  virtual std::vector<ManifestRow> list_manifests(RepositoryKey repository, std::int64_t sequence,
                                                  std::size_t limit) = 0;
  // The digests of what the manifest names, blobs, images and its subject, and no row says so: the
  // collector would not know that they are needed. None if the image is gone since it was listed.
  virtual std::vector<std::string> find_missing_references(const ManifestRow& row,
                                                           const NewImage& image) = 0;
  // All blobs that repositories hold, by digest, after this one (empty: from the start).
  virtual std::vector<HeldBlob> list_held(std::string_view after, std::size_t limit) = 0;
  // The bytes of a blob that are kept with the metadata; nullopt: there are none.
  virtual std::optional<std::string> find_content(const Digest& digest) = 0;
  // What rows say of each other: wrong_count, wrong_tag, dangling_tag, stale_referrer, stale_row,
  // unbooked_blob, absent_reference, wrong_descriptor. Each check sees one state of the store;
  // `visit` must not call it.
  virtual void check_rows(const FindingVisitor& visit) = 0;

  // Mends what check_rows() finds wrong. Tags of no image go, and referrers that are none.
  virtual void mend_rows(Timestamp now) = 0;
  // Writes the rows that find_missing_references() misses.
  virtual void add_references(const ManifestRow& row, const NewImage& image) = 0;
  // No repository holds the blob any more, and bytes that are kept with the metadata go. Images
  // still name it, and who pushes it again heals them.
  virtual void unlink_everywhere(const Digest& digest) = 0;
  virtual void set_size(const Digest& digest, std::uint64_t size_bytes) = 0;
  // The image with its tags, whether an index holds it or not.
  virtual void remove_image(const ManifestRow& image, Timestamp now) = 0;
};

}  // namespace berth
