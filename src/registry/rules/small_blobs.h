// Which blobs are kept with the metadata. docs/decisions/0010-small-blobs-with-the-metadata.md
#pragma once

#include <cstdint>

namespace berth {

// The configs, signatures and attestations of images, of which there are as many as images. What
// is larger costs less as a file.
inline constexpr std::uint64_t kMaxSmallBlobBytes = std::uint64_t{16} * 1024;

}  // namespace berth
