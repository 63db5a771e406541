// Which blobs are kept with the metadata. docs/decisions/0010-small-blobs-with-the-metadata.md
#pragma once

#include <cstdint>

namespace berth {

// Fits the configs, signatures and attestations of images, which are as numerous as the images. A
// larger blob costs less as a file.
inline constexpr std::uint64_t kMaxSmallBlobBytes = std::uint64_t{16} * 1024;

constexpr bool is_small_blob(std::uint64_t size_bytes) {
  return size_bytes <= kMaxSmallBlobBytes;
}

}  // namespace berth
