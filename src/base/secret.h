// A text that nobody else is to have: what it held does not stay in memory that was given back, for
// a core, a swapped page or the next owner of the bytes.
#pragma once

#include <cstring>
#include <string>
#include <string_view>
#include <utility>

namespace berth {

// Overwrites the text with zeros, which no compiler leaves out, and empties it.
inline void wipe(std::string& text) noexcept {
  // What was moved away may still be in a short one.
  text.resize(text.capacity());  // NOLINT(clang-analyzer-cplusplus.Move)
  ::explicit_bzero(text.data(), text.size());
  text.clear();
}

// Does so when it goes, however its scope is left. The text must outlive it.
class WipeAtEnd {
 public:
  explicit WipeAtEnd(std::string& text) : text_(text) {}
  WipeAtEnd(const WipeAtEnd&) = delete;
  WipeAtEnd& operator=(const WipeAtEnd&) = delete;
  ~WipeAtEnd() { wipe(text_); }

 private:
  std::string& text_;
};

// Moved, not copied; wiped when it goes.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string text) noexcept : text_(std::move(text)) { wipe(text); }
  Secret(Secret&& other) noexcept : text_(std::move(other.text_)) { wipe(other.text_); }
  Secret& operator=(Secret&& other) noexcept {
    if (this == &other) return *this;
    wipe(text_);
    text_ = std::move(other.text_);
    wipe(other.text_);  // a short text is copied by a move
    return *this;
  }
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  ~Secret() { wipe(text_); }

  // Good for as long as the secret.
  [[nodiscard]] std::string_view view() const { return text_; }
  // To be given to what computes with it.
  operator std::string_view() const { return text_; }  // NOLINT(google-explicit-constructor)

 private:
  std::string text_;
};

}  // namespace berth
