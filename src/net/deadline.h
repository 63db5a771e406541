// How long a peer may keep its connection waiting.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace berth::net {

// One thread.
class Deadline {
 public:
  void set(unsigned timeout_ms) {
    set(std::chrono::steady_clock::now(), std::chrono::milliseconds(timeout_ms));
  }
  void set(std::chrono::steady_clock::time_point now, std::chrono::milliseconds timeout) {
    at_ = now + timeout;
  }
  // Sets no deadline: the wait is not for the peer.
  void lift() { at_ = std::chrono::steady_clock::time_point::max(); }
  [[nodiscard]] bool has_passed(std::chrono::steady_clock::time_point now) const {
    return now > at_;
  }

 private:
  std::chrono::steady_clock::time_point at_ = std::chrono::steady_clock::time_point::max();
};

// How long a peer may take for many bytes: at most `stall_ms` without a byte, and in all at most
// `stall_ms` more than they take at the minimum rate.
struct Pace {
  unsigned stall_ms;
  unsigned min_bytes_per_s;

  // The time left for the next byte, after this many bytes and this much waiting for the peer. 0:
  // the peer is too slow.
  [[nodiscard]] std::chrono::milliseconds left(std::uint64_t bytes,
                                               std::chrono::steady_clock::duration waited) const {
    using std::chrono::milliseconds;
    const milliseconds stall(stall_ms);
    const milliseconds earned(bytes * 1000 / min_bytes_per_s);
    const auto rest = std::chrono::ceil<milliseconds>(stall + earned - waited);
    return std::clamp(rest, milliseconds(0), stall);
  }
};

}  // namespace berth::net
