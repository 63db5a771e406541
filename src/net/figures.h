// What a server counts of its connections and workers, for monitoring.
#pragma once

#include <array>
#include <cstdint>

#include "base/histogram.h"
#include "base/tally.h"

namespace berth::net {

// Why a connection was closed before its first request. In TLS, nothing can be said about it.
enum class ConnectionRefusal : std::uint8_t {
  server_full,           // max_connections, and none of them waits
  address_full,          // the limit of its address
  handshakes_too_often,  // likewise, over time
};
inline constexpr ConnectionRefusal kLastConnectionRefusal = ConnectionRefusal::handshakes_too_often;

// The counters of one io thread.
struct ConnectionTallies {
  Tally accepted;  // refused ones, too
  TallyOf<kLastConnectionRefusal> refused;
  Tally displaced;  // closed while they waited, so that a new one could be served
  Tally handshakes;
  Tally failed_handshakes;
  Tally handshakes_not_begun;  // the peer closed the connection without having sent a byte
  Level resting;               // idle for a while, and without a buffer
  Level requests;              // from their heads to the ends of their answers
};

struct ServerFigures {
  std::uint64_t connections = 0;  // open now
  std::uint64_t resting = 0;      // of these: idle for a while, and without a buffer
  std::uint64_t requests = 0;     // being answered now
  std::uint64_t accepted = 0;
  std::array<std::uint64_t, decltype(ConnectionTallies::refused)::kKinds> refused = {};
  std::uint64_t displaced = 0;
  std::uint64_t handshakes = 0;
  std::uint64_t failed_handshakes = 0;
  std::uint64_t handshakes_not_begun = 0;
  std::uint64_t workers = 0;
  std::uint64_t queued = 0;     // jobs that wait for a worker now
  HistogramFigures waits = {};  // of all jobs for their worker, in nanoseconds
};

}  // namespace berth::net
