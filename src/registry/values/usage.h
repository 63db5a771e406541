// How much is stored, and how much may be. Sizes are bytes.
#pragma once

#include <cstdint>

namespace berth {

// What a repository holds; of a registry: the sum over its repositories.
struct Usage {
  std::uint64_t images = 0;
  std::uint64_t tags = 0;
  // Each blob once in every repository that holds it, whether an image names it yet, or still.
  std::uint64_t blobs = 0;
  std::uint64_t blob_bytes = 0;
  std::uint64_t manifest_bytes = 0;

  // What a storage quota limits.
  [[nodiscard]] std::uint64_t bytes() const { return blob_bytes + manifest_bytes; }
  bool operator==(const Usage&) const = default;
};

// The blobs of a whole store, each once, however many repositories hold it.
struct StoredBlobs {
  std::uint64_t count = 0;
  std::uint64_t size_bytes = 0;
  bool operator==(const StoredBlobs&) const = default;
};

// The storage quota of one registry or one repository, as an administrator set it.
struct StorageQuota {
  enum class Kind : std::uint8_t {
    by_setting,  // what the server's settings say for all of them
    unlimited,
    limited,
  };
  Kind kind = Kind::by_setting;
  std::uint64_t limit_bytes = 0;  // if limited; at most kMaxStorageQuotaBytes
  bool operator==(const StorageQuota&) const = default;
};

// Sizes are kept as signed integers. Nothing is that large.
inline constexpr std::uint64_t kMaxStorageQuotaBytes = INT64_MAX;

}  // namespace berth
