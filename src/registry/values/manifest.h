// Reading manifests: Docker Image Manifest V2 Schema 2, Docker manifest lists, OCI image manifests
// and OCI image indexes (OCI Image 1.1).
#pragma once

#include <string_view>

#include "registry/values/media_types.h"
#include "registry/values/model.h"

namespace berth {

// 4 MiB: the least that OCI Distribution 1.1 tells registries to accept, and the most that
// ecr-public's PutImage accepts (shape ImageManifest).
inline constexpr std::size_t kMaxManifestBytes = std::size_t{4} * 1024 * 1024;
// Limit for the annotations of a manifest with a subject, as JSON, so that an index that lists only
// this manifest is no longer than a manifest may be. 4 KiB are left for the rest of such an index.
inline constexpr std::size_t kMaxReferrerAnnotationBytes = kMaxManifestBytes - 4096;

// Checks `content` against the kind of manifest that its mediaType names or, without one, that its
// structure shows, and derives what is to be stored. `pushed_as`: a Content-Type, or PutImage's
// imageManifestMediaType, which must agree; empty: the client gave none. manifest_invalid,
// body_too_large. Never looks anything up. The digest uses `algorithm`.
Result<NewImage> parse_manifest(std::string_view content, std::string_view pushed_as,
                                HashAlgorithm algorithm = HashAlgorithm::sha256);

// Derives the same as parse_manifest() from a manifest that was stored as `media_type`, even from
// one that an older Berth accepted and this one would refuse. manifest_invalid.
Result<NewImage> read_stored_manifest(std::string_view content, std::string media_type,
                                      HashAlgorithm algorithm);

}  // namespace berth
