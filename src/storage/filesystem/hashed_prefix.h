// The hash of a file while it grows or is read.
#pragma once

#include <cstdint>

#include "base/crypto.h"
#include "base/file.h"

namespace berth::storage::filesystem {

// The running hash of the first `size_bytes` of a file.
struct HashedPrefix {
  explicit HashedPrefix(HashAlgorithm algorithm) : hash(algorithm) {}

  // Reads on, to byte `end` or to the end of the file, whichever comes first.
  void extend(const File& file, std::uint64_t end);

  Hash hash;
  std::uint64_t size_bytes = 0;
};

}  // namespace berth::storage::filesystem
