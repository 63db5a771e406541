// The media types that mean something to a registry.
#pragma once

#include <cstddef>
#include <string_view>

namespace berth {

namespace media_types {
inline constexpr std::string_view kDockerManifest =
    "application/vnd.docker.distribution.manifest.v2+json";
inline constexpr std::string_view kDockerManifestList =
    "application/vnd.docker.distribution.manifest.list.v2+json";
inline constexpr std::string_view kOciManifest = "application/vnd.oci.image.manifest.v1+json";
inline constexpr std::string_view kOciIndex = "application/vnd.oci.image.index.v1+json";
}  // namespace media_types

// Type and subtype have at most 127 characters each (RFC 6838 section 4.2). An artifact's media
// type is repeated with every tag in listings.
inline constexpr std::size_t kMaxMediaTypeBytes = 255;

// Whether it is the type of a manifest that lists others.
bool is_index(std::string_view media_type);
// Whether it is the type of any manifest that Berth accepts.
bool is_manifest(std::string_view media_type);

// "Implementations SHOULD NOT upload layers tagged with this media type": their bytes are elsewhere
// (OCI Image 1.1, layer.md, Non-Distributable Layers), so a registry need not hold them. Docker
// calls such layers foreign. No client uploads any of them, whatever their compression.
bool is_nondistributable(std::string_view media_type);

}  // namespace berth
