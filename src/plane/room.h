// Whether there is room for what a request adds, asked before any of it is taken in.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

namespace berth::plane {

// Whether this many more bytes may be stored. Empty: any number. Any thread may call; blocks only
// to look at the disk.
using HasRoom = std::function<bool(std::uint64_t bytes)>;

inline bool has_room(const HasRoom& ask, std::uint64_t bytes) {
  return !ask || ask(bytes);
}

// Not in the words of any protocol. Deleting content gives room back, and so does the collector.
inline constexpr std::string_view kNoRoom =
    "The registry has no room left on its disk: nothing can be added until there is some";

}  // namespace berth::plane
