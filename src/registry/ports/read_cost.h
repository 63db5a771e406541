#pragma once

#include <cstdint>

namespace berth {

// Whether a read of a store may keep its thread waiting.
enum class ReadCost : std::uint8_t {
  brief,     // some rows, or a file, of this machine: less than the way to a worker and back
  may_wait,  // for a network or another machine: not for a thread that serves sockets
};

}  // namespace berth
