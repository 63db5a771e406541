#include "registry/use_cases/blobs.h"

#include <stdexcept>
#include <system_error>

#include "registry/values/errors.h"

namespace berth {
namespace {

// After the row is read and before the bytes are opened, the garbage collector may have removed
// both, and a client may have pushed them again.
constexpr int kLooks = 2;

Failure not_found(const Repository& repository, const Digest& digest) {
  Error error = about(ErrorCode::blob_not_found, repository);
  error.digest = digest.text();
  return fail(std::move(error));
}

// Small blobs are rows, as readable as the rows that refer to them.
bool can_be_read(BlobStore& blobs, const Blob& blob) {
  if (is_small_blob(blob.size_bytes)) return true;
  try {
    return blobs.open_blob(blob.digest).has_value();
  } catch (const std::system_error&) {
    return false;
  }
}

Result<Blob> keep_with_metadata(MetadataStore& metadata, const Clock& clock,
                                const Repository& repository, UploadWriter& upload,
                                const Digest& expected) {
  const auto actual = upload.digest(expected.algorithm());
  if (!actual) return refuse(actual.error(), repository);
  if (*actual != expected) {
    return fail({.code = ErrorCode::digest_mismatch, .digest = expected.text()});
  }
  const auto content = upload.content();
  if (!content) return refuse(content.error(), repository);
  Blob blob{.digest = expected, .size_bytes = upload.size_bytes()};
  auto put = metadata.put_blob(repository.key, blob, *content, clock.now());
  if (!put) return refuse(std::move(put.error()), repository);
  auto ended = upload.discard();
  if (!ended) return refuse(std::move(ended.error()), repository);
  return blob;
}

}  // namespace

Result<void> check_room(MetadataStore& metadata, const Repository& repository,
                        std::uint64_t size_bytes, const std::optional<Digest>& digest) {
  if (is_small_blob(size_bytes)) return {};
  auto fits = metadata.check_room(repository, size_bytes);
  if (fits || !digest || !metadata.find_blob(repository.key, *digest)) return fits;
  return {};  // nothing would be added
}

Result<Blob> complete_upload(MetadataStore& metadata, BlobStore& blobs, const Clock& clock,
                             const Repository& repository, UploadWriter& upload,
                             const Digest& expected) {
  if (is_small_blob(upload.size_bytes())) {
    return keep_with_metadata(metadata, clock, repository, upload, expected);
  }
  // Before the bytes are a blob, which without a link would wait for the collector. If others fill
  // the repository at this very moment, link_blob() refuses it, and it does.
  auto fits = check_room(metadata, repository, upload.size_bytes(), expected);
  if (!fits) return failure_of(fits);
  const auto hold = blobs.hold(expected);
  auto blob = upload.commit(expected);
  if (!blob) return refuse(std::move(blob.error()), repository);
  auto linked = metadata.link_blob(repository.key, *blob, clock.now());
  if (!linked) return refuse(std::move(linked.error()), repository);
  return blob;
}

std::optional<Blob> hold_for_push(MetadataStore& metadata, BlobStore& blobs, const Clock& clock,
                                  const Repository& repository, const Digest& digest,
                                  const std::function<bool()>& may_push) {
  auto held = metadata.find_blob_to_push(repository.key, digest, clock.now(), may_push);
  if (held && !can_be_read(blobs, *held)) return std::nullopt;
  return held;
}

Result<Blob> mount_for_push(MetadataStore& metadata, BlobStore& blobs, const Clock& clock,
                            std::optional<RepositoryKey> from, const Repository& to,
                            const Digest& digest) {
  auto mounted = metadata.mount_blob(from, to, digest, clock.now());
  // The link stays, as it would if the bytes were lost a moment later.
  if (mounted && !can_be_read(blobs, *mounted)) return not_found(to, digest);
  return mounted;
}

Result<BlobContent> open_blob(Reads& reads, BlobStore& blobs, const Repository& repository,
                              const Digest& digest) {
  for (int look = 0; look < kLooks; ++look) {
    auto stored = reads.metadata().find_stored_blob(repository.key, digest);
    if (!stored) return not_found(repository, digest);
    if (stored->content) return *std::move(stored->content);
    if (auto open = blobs.open_blob(digest)) return *std::move(open);
    reads.renew();
  }
  // Linked but not stored: the data directory was damaged, which no client can repair.
  throw std::runtime_error("blob " + digest.text() + " is missing from the blob store");
}

}  // namespace berth
