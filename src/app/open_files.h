// How many descriptors the process may have, and how many of them are left for connections. If
// descriptors run out, a push fails in the middle, whereas one connection too many is only told to
// come again.
#pragma once

#include <cstdint>

namespace berth::app {

// Raises the limit (RLIMIT_NOFILE) as far as the process itself may: from the soft limit, usually
// 1024 for the sake of select(2), to the hard one. Returns the limit in force.
std::uint64_t raise_open_files_limit();

// `wanted`, or fewer if `open_files` does not allow that many connections. `threads`: the threads
// that answer requests or work beside them, which have files open, too.
unsigned connections_within(std::uint64_t open_files, unsigned threads, unsigned wanted);

}  // namespace berth::app
