// How many descriptors the process may have, and what of them is left for connections. When there
// are none a push fails in the middle, where one connection too many is only told to come again.
#pragma once

#include <cstdint>

namespace berth::app {

// Raises the limit (RLIMIT_NOFILE) as far as the process itself may: from the soft one, which is
// 1024 in most places for the sake of select(2), to the hard one. Returns what is in force.
std::uint64_t raise_open_files_limit();

// `wanted`, or as many connections as `open_files` allows for beside what `threads`, the threads
// that answer requests or work beside them, have open.
unsigned connections_within(std::uint64_t open_files, unsigned threads, unsigned wanted);

}  // namespace berth::app
