// Use cases of blobs. The bytes are durable before anything refers to them, or in the same
// transaction.
//
// Small blobs are kept with the metadata, where they come and go with the rows that refer to them;
// all others are in the blob store. docs/decisions/0010-small-blobs-with-the-metadata.md
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <variant>

#include "base/clock.h"
#include "registry/ports/blob_store.h"
#include "registry/ports/metadata_store.h"
#include "registry/rules/small_blobs.h"

namespace berth {

// Before that many bytes of a blob are received: limit_exceeded if the repository must not hold
// them, unless it holds the blob already. `digest`: of the blob; nullopt: not known yet. Small
// blobs are only checked when they are stored: to receive them costs less than to ask.
Result<void> check_room(MetadataStore& metadata, const Repository& repository,
                        std::uint64_t size_bytes, const std::optional<Digest>& digest);

// Ends an upload: its bytes become the blob `expected`, readable through `repository`. Errors:
// digest_mismatch, limit_exceeded (the session stays), repository_not_found, upload_not_found,
// upload_in_use.
Result<Blob> complete_upload(MetadataStore& metadata, BlobStore& blobs, const Clock& clock,
                             const Repository& repository, UploadWriter& upload,
                             const Digest& expected);

// For a caller about to push: a blob that it need not send. Like
// MetadataStore::find_blob_to_push(), but only if the bytes are stored and readable. nullopt: the
// caller has to send them, which also heals a blob whose bytes were lost.
std::optional<Blob> hold_for_push(MetadataStore& metadata, BlobStore& blobs, const Clock& clock,
                                  const Repository& repository, const Digest& digest,
                                  const std::function<bool()>& may_push);

// MetadataStore::mount_blob() with the same check of the bytes. `from`: nullopt as there.
Result<Blob> mount_for_push(MetadataStore& metadata, BlobStore& blobs, const Clock& clock,
                            std::optional<RepositoryKey> from, const Repository& to,
                            const Digest& digest);

// The bytes of a blob, or where they are.
using BlobContent = std::variant<std::string, OpenBlob>;

// Opens a blob that the repository holds. Renews `reads` if the blob was removed or replaced
// meanwhile. blob_not_found.
Result<BlobContent> open_blob(Reads& reads, BlobStore& blobs, const Repository& repository,
                              const Digest& digest);

}  // namespace berth
