// Use case: copies the bytes of blobs from one blob store to another, for a backup and back from
// one. May stop at any moment, and goes on where it stopped: a blob is copied whole, or not at all.
#pragma once

#include <functional>
#include <vector>

#include "base/entropy.h"
#include "registry/ports/blob_store.h"
#include "registry/ports/garbage_store.h"
#include "registry/ports/integrity_store.h"
#include "registry/values/garbage_report.h"

namespace berth {

// Copies read and write bytes. They make no links and share no blocks: a copy that is damaged
// whenever its original is would not be one.
class BlobCopy {
 public:
  struct Services {
    BlobStore& from;
    BlobStore& to;  // nothing else writes to it
    Entropy& entropy;
  };
  // So far. `present`: blobs that `to` had already when copy_held() was called last.
  struct Counts {
    GarbageCount copied;
    GarbageCount present;
  };
  // `registry`: one of the store's, in whose name the blobs are brought. `on_blob` is called for
  // each blob that was looked at. All arguments must outlive the object.
  BlobCopy(const Services& services, RegistryId registry,
           std::function<void(const Counts&)> on_blob);

  // Ends what an interrupted copy left halfway.
  void discard_unfinished();
  // Reads all blobs that `to` has, and removes those that cannot be read or are not what their
  // digests say, so that copy_held() brings them again. Returns them.
  std::vector<Digest> remove_damaged();
  // Copies each blob that repositories hold, is a file, and is not in `to` with the right size.
  // Each is hashed while it is copied. Visits missing_blob, damaged_blob and unreadable for those
  // that cannot be copied, and goes on. Throws if `to` cannot be written to.
  void copy_held(IntegrityStore& rows, const FindingVisitor& visit);
  // The blobs in `to` that no repository holds.
  std::vector<Digest> find_unneeded(GarbageStore& rows);
  GarbageCount remove(const std::vector<Digest>& blobs);

  [[nodiscard]] const Counts& counts() const { return counts_; }

 private:
  void copy_if_needed(IntegrityStore& rows, const HeldBlob& held, const FindingVisitor& visit);
  void copy(const Digest& digest, const OpenBlob& bytes, const FindingVisitor& visit);
  std::unique_ptr<UploadWriter> begin_upload(HashAlgorithm algorithm);
  void visit_stored(const std::function<void(const Digest&)>& visit);

  const Services services_;
  const RegistryId registry_;
  const std::function<void(const Counts&)> on_blob_;
  Counts counts_;
};

}  // namespace berth
