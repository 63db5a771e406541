// How many descriptors the process may have, and how many of them are left for connections. If
// descriptors run out, a push fails in the middle, whereas one connection too many is only told to
// come again.
#pragma once

#include <cstdint>

namespace berth::app {

// Raises the limit (RLIMIT_NOFILE) as far as the process itself may: from the soft limit, usually
// 1024 for the sake of select(2), to the hard one. Returns the limit in force.
std::uint64_t raise_open_files_limit();

// What has files open besides connections.
struct FileUsers {
  unsigned threads = 0;         // that answer requests or work beside them
  std::uint64_t of_stores = 0;  // MetadataBackend::descriptors_needed()
};

// `wanted`, or fewer if `open_files` does not allow that many connections.
unsigned connections_within(std::uint64_t open_files, const FileUsers& others, unsigned wanted);

}  // namespace berth::app
