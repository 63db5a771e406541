#include "registry/blobs.h"

#include <stdexcept>

#include "registry/errors.h"

namespace berth {
namespace {

// Between the row and the bytes the garbage collector may have taken both away, and somebody may
// have pushed them again.
constexpr int kLooks = 2;

Failure not_found(const Repository& repository, const Digest& digest) {
  Error error = about(ErrorCode::blob_not_found, repository);
  error.digest = digest.text();
  return fail(std::move(error));
}

Result<Blob> keep_with_metadata(MetadataStore& metadata, const Clock& clock,
                                const Repository& repository, UploadWriter& upload,
                                const Digest& expected) {
  if (upload.digest(expected.algorithm()) != expected) {
    return fail({.code = ErrorCode::digest_mismatch, .digest = expected.text()});
  }
  Blob blob{.digest = expected, .size_bytes = upload.size_bytes()};
  auto put = metadata.put_blob(repository.key, blob, upload.content(), clock.now());
  if (!put) return refuse(std::move(put.error()), repository);
  upload.discard();
  return blob;
}

}  // namespace

Result<Blob> complete_upload(MetadataStore& metadata, BlobStore& blobs, const Clock& clock,
                             const Repository& repository, UploadWriter& upload,
                             const Digest& expected) {
  if (upload.size_bytes() <= kMaxSmallBlobBytes) {
    return keep_with_metadata(metadata, clock, repository, upload, expected);
  }
  const auto hold = blobs.locks().hold(expected);
  auto blob = upload.commit(expected);
  if (!blob) return blob;
  auto linked = metadata.link_blob(repository.key, *blob, clock.now());
  if (!linked) return refuse(std::move(linked.error()), repository);
  return blob;
}

Result<BlobContent> open_blob(MetadataStore& metadata, BlobStore& blobs,
                              const Repository& repository, const Digest& digest) {
  for (int look = 0; look < kLooks; ++look) {
    auto stored = metadata.find_stored_blob(repository.key, digest);
    if (!stored) return not_found(repository, digest);
    if (stored->content) return *std::move(stored->content);
    if (auto open = blobs.open_blob(digest)) return *std::move(open);
  }
  // Linked but not stored: the data directory was damaged, which no client can mend.
  throw std::runtime_error("blob " + digest.text() + " is missing from the blob store");
}

}  // namespace berth
