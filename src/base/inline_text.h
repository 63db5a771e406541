// A short text stored inside its object.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

namespace berth {

// Setting it allocates nothing, unlike a std::string of more than 15 bytes.
template <std::size_t MaxBytes>
class InlineText {
 public:
  // Empty if `text` is longer than MaxBytes.
  void assign(std::string_view text) {
    size_ = text.size() <= MaxBytes ? text.size() : 0;
    std::ranges::copy(text.substr(0, size_), bytes_.begin());
  }
  // Valid until the next assign().
  [[nodiscard]] std::string_view text() const { return {bytes_.data(), size_}; }
  [[nodiscard]] bool empty() const { return size_ == 0; }

 private:
  std::array<char, MaxBytes> bytes_{};
  std::size_t size_ = 0;
};

}  // namespace berth
