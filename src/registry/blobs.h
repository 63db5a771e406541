// Use cases of blobs. The bytes are durable before anything refers to them.
#pragma once

#include "base/clock.h"
#include "registry/blob_store.h"
#include "registry/metadata_store.h"

namespace berth {

// Ends an upload: its bytes become the blob `expected`, readable through `repository`. Errors:
// digest_mismatch (the session stays), repository_not_found.
Result<Blob> complete_upload(MetadataStore& metadata, BlobStore& blobs, const Clock& clock,
                             const Repository& repository, UploadWriter& upload,
                             const Digest& expected);

// Makes a blob of `from` readable through `to` without sending it again. blob_not_found if `from`
// does not hold it.
Result<Blob> mount_blob(MetadataStore& metadata, BlobStore& blobs, const Clock& clock,
                        const Repository& from, const Repository& to, const Digest& digest);

// The same from whichever repository of the registry of `to` holds it: a mount whose source is not
// named.
Result<Blob> mount_blob(MetadataStore& metadata, BlobStore& blobs, const Clock& clock,
                        const Repository& to, const Digest& digest);

// The bytes of a blob that the repository holds. blob_not_found.
Result<OpenBlob> open_blob(MetadataStore& metadata, BlobStore& blobs, const Repository& repository,
                           const Digest& digest);

}  // namespace berth
