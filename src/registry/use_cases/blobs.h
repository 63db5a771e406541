// Use cases of blobs. The bytes are durable before anything refers to them, or with it.
//
// Small ones are kept with the metadata, where they come and go with the rows that refer to them;
// all others in the blob store. docs/decisions/0010-small-blobs-with-the-metadata.md
#pragma once

#include <functional>
#include <string>
#include <variant>

#include "base/clock.h"
#include "registry/ports/blob_store.h"
#include "registry/ports/metadata_store.h"
#include "registry/rules/small_blobs.h"

namespace berth {

// Ends an upload: its bytes become the blob `expected`, readable through `repository`. Errors:
// digest_mismatch (the session stays), repository_not_found.
Result<Blob> complete_upload(MetadataStore& metadata, BlobStore& blobs, const Clock& clock,
                             const Repository& repository, UploadWriter& upload,
                             const Digest& expected);

// What a caller need not send that is about to push: MetadataStore::find_blob_to_push(), but of
// bytes that are there and can be read. nullopt: it is to send them, which also heals what was
// lost.
std::optional<Blob> hold_for_push(MetadataStore& metadata, BlobStore& blobs, const Clock& clock,
                                  const Repository& repository, const Digest& digest,
                                  const std::function<bool()>& may_push);

// MetadataStore::mount_blob(), likewise. `from`: nullopt as there.
Result<Blob> mount_for_push(MetadataStore& metadata, BlobStore& blobs, const Clock& clock,
                            std::optional<RepositoryKey> from, const Repository& to,
                            const Digest& digest);

// The bytes of a blob, or where they are.
using BlobContent = std::variant<std::string, OpenBlob>;

// Of a blob that the repository holds. blob_not_found.
Result<BlobContent> open_blob(MetadataStore& metadata, BlobStore& blobs,
                              const Repository& repository, const Digest& digest);

}  // namespace berth
