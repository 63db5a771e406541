// Entropy for tests, the same in every run.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

#include "base/entropy.h"

namespace berth {

// 0, 1, 2 and so on, byte after byte.
class CountingEntropy final : public Entropy {
 public:
  void fill(std::span<std::byte> out) override {
    std::ranges::generate(out, [this] { return std::byte{next_++}; });
  }

 private:
  unsigned char next_ = 0;
};

// 1, 2, 3 and so on, each a number as long as the request for it: ids that are easy to read, the
// first of which is 00000000-0000-4000-8000-000000000001.
class SequentialEntropy final : public Entropy {
 public:
  void fill(std::span<std::byte> out) override {
    std::ranges::fill(out, std::byte{0});
    std::uint64_t rest = ++count_;
    for (auto byte = out.rbegin(); byte != out.rend() && rest > 0; ++byte, rest >>= 8U) {
      *byte = static_cast<std::byte>(rest & 0xffU);
    }
  }

 private:
  std::uint64_t count_ = 0;
};

}  // namespace berth
