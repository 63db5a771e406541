#include "registry/blobs.h"

#include <stdexcept>

namespace berth {
namespace {

Failure not_found(const Repository& repository, const Digest& digest) {
  return fail({.code = ErrorCode::blob_not_found,
               .registry = repository.registry.text(),
               .repository = repository.name.text(),
               .digest = digest.text()});
}

Result<Blob> link(MetadataStore& metadata, const Clock& clock, const Repository& repository,
                  Blob blob) {
  auto linked = metadata.link_blob(repository.key, blob, clock.now());
  if (!linked) return fail(std::move(linked.error()));
  return blob;
}

}  // namespace

Result<Blob> complete_upload(MetadataStore& metadata, BlobStore& blobs, const Clock& clock,
                             const Repository& repository, UploadWriter& upload,
                             const Digest& expected) {
  const auto hold = blobs.locks().hold(expected);
  auto blob = upload.commit(expected);
  if (!blob) return blob;
  return link(metadata, clock, repository, *std::move(blob));
}

Result<Blob> mount_blob(MetadataStore& metadata, BlobStore& blobs, const Clock& clock,
                        const Repository& from, const Repository& to, const Digest& digest) {
  const auto hold = blobs.locks().hold(digest);
  auto blob = metadata.find_blob(from.key, digest);
  if (!blob) return not_found(from, digest);
  return link(metadata, clock, to, *std::move(blob));
}

Result<Blob> mount_blob(MetadataStore& metadata, BlobStore& blobs, const Clock& clock,
                        const Repository& to, const Digest& digest) {
  const auto hold = blobs.locks().hold(digest);
  auto blob = metadata.find_blob_anywhere(to.registry, digest);
  if (!blob) return not_found(to, digest);
  return link(metadata, clock, to, *std::move(blob));
}

Result<OpenBlob> open_blob(MetadataStore& metadata, BlobStore& blobs, const Repository& repository,
                           const Digest& digest) {
  if (!metadata.find_blob(repository.key, digest)) return not_found(repository, digest);
  auto open = blobs.open_blob(digest);
  // The garbage collector may have taken both away since.
  if (!open && !metadata.find_blob(repository.key, digest)) return not_found(repository, digest);
  // Linked but not stored: the data directory was damaged, which no client can mend.
  if (!open) throw std::runtime_error("blob " + digest.text() + " is missing from the blob store");
  return *std::move(open);
}

}  // namespace berth
