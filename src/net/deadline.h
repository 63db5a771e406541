// How long a peer may keep its connection waiting.
#pragma once

#include <chrono>

namespace berth::net {

// One thread.
class Deadline {
 public:
  void set(unsigned timeout_ms) {
    at_ = std::chrono::steady_clock::now() + std::chrono::milliseconds(timeout_ms);
  }
  // It is not the peer that is waited for.
  void lift() { at_ = std::chrono::steady_clock::time_point::max(); }
  [[nodiscard]] bool has_passed(std::chrono::steady_clock::time_point now) const {
    return now > at_;
  }

 private:
  std::chrono::steady_clock::time_point at_ = std::chrono::steady_clock::time_point::max();
};

}  // namespace berth::net
