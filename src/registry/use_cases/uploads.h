// Use cases of uploads in parts: a layer sent through ecr-public's InitiateLayerUpload,
// UploadLayerPart and CompleteLayerUpload. The session is an upload like any other.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/entropy.h"
#include "registry/ports/blob_store.h"
#include "registry/ports/metadata_store.h"
#include "registry/rules/quotas.h"

namespace berth {

struct UploadServices {
  MetadataStore& metadata;
  BlobStore& blobs;
  const Clock& clock;
  const Quotas& quotas;
};

// Starts a session, for either API. Returns its id. too_many_uploads.
Result<std::string> start_upload(const UploadServices& services, Entropy& entropy,
                                 const Repository& repository, std::string_view access_key_id,
                                 HashAlgorithm algorithm = HashAlgorithm::sha256);

// Bytes first_byte to last_byte of the layer, both included.
struct LayerPart {
  std::uint64_t first_byte = 0;
  std::uint64_t last_byte = 0;
  std::span<const std::byte> bytes;
};

// Appends a part, keeps it durably and counts it; returns how many bytes of the layer have been
// received. Parts are consecutive. Errors: upload_part_invalid (with the number of bytes received),
// upload_not_found, upload_in_use, limit_exceeded, too_many_uploads, repository_not_found.
Result<std::uint64_t> upload_part(const UploadServices& services, const Repository& repository,
                                  const std::string& upload_id, const LayerPart& part);

// Ends the upload: its bytes become a blob of the repository. Errors: upload_not_found,
// upload_in_use, upload_empty, upload_part_too_small, blob_already_exists (which ends the session
// too), digest_mismatch if none of `expected` is the SHA-256 digest of the bytes (its `digest` is
// the actual one), limit_exceeded (the session stays: SDKs try again).
Result<Blob> complete_upload_in_parts(const UploadServices& services, const Repository& repository,
                                      const std::string& upload_id,
                                      const std::vector<Digest>& expected);

}  // namespace berth
