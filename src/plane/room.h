// Whether there is room for what a request adds: asked before anything of it is taken in.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

namespace berth::plane {

// Whether so many bytes more may be stored. Empty: any number. Any thread may call; does not block
// but for a look at the disk.
using HasRoom = std::function<bool(std::uint64_t bytes)>;

inline bool has_room(const HasRoom& ask, std::uint64_t bytes) {
  return !ask || ask(bytes);
}

// In the words of no protocol. What is deleted gives room back, and so does the collector.
inline constexpr std::string_view kNoRoom =
    "The registry has no room left on its disk: nothing can be added until there is some";

}  // namespace berth::plane
