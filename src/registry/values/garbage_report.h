// What a run of the garbage collector did, or would do.
#pragma once

#include <cstdint>

namespace berth {

struct GarbageCount {
  std::uint64_t count = 0;
  std::uint64_t size_bytes = 0;
  bool operator==(const GarbageCount&) const = default;
};

struct GarbageReport {
  std::uint64_t repositories = 0;  // deleted ones whose last row was removed
  std::uint64_t links = 0;         // blobs that a repository no longer holds
  GarbageCount blobs = {};         // bytes that were freed
  GarbageCount uploads = {};       // abandoned ones
  GarbageCount orphans = {};       // bytes without a row: unheld from now on, not freed yet

  bool operator==(const GarbageReport&) const = default;
};

}  // namespace berth
