// Shared by the unit tests of this folder.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>

#include "base/clock.h"
#include "base/entropy.h"

namespace berth::auth {

class FixedClock final : public Clock {
 public:
  explicit FixedClock(Timestamp time) : time_(time) {}
  [[nodiscard]] Timestamp now() const override { return time_; }
  void advance(std::chrono::milliseconds by) { time_ += by; }

 private:
  Timestamp time_;
};

class CountingEntropy final : public Entropy {
 public:
  void fill(std::span<std::byte> out) override {
    std::ranges::generate(out, [this] { return std::byte{next_++}; });
  }

 private:
  unsigned char next_ = 0;
};

}  // namespace berth::auth
