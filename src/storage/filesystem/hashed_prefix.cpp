#include "storage/filesystem/hashed_prefix.h"

#include <algorithm>
#include <span>
#include <vector>

namespace berth::storage::filesystem {
namespace {

// Large enough for the disk to read ahead.
constexpr std::uint64_t kReadBufferBytes = 256U << 10U;

}  // namespace

void HashedPrefix::extend(const File& file, std::uint64_t end) {
  if (size_bytes >= end) return;
  std::vector<std::byte> buffer(std::min(kReadBufferBytes, end - size_bytes));
  while (size_bytes < end) {
    const auto room =
        std::span(buffer).first(std::min<std::uint64_t>(buffer.size(), end - size_bytes));
    const std::size_t count = read_some(file, room, size_bytes);
    if (count == 0) return;
    hash.update(room.first(count));
    size_bytes += count;
  }
}

}  // namespace berth::storage::filesystem
