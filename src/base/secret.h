// A text that nobody else may see. Its bytes do not stay in freed memory, where a core dump, a
// swapped page or the next owner of that memory could show them.
#pragma once

#include <cstring>
#include <string>
#include <string_view>
#include <utility>

namespace berth {

// Overwrites the text with zeros, in a way that no compiler optimizes out, and empties it.
inline void wipe(std::string& text) noexcept {
  // A short text keeps its bytes when it is moved from.
  text.resize(text.capacity());  // NOLINT(clang-analyzer-cplusplus.Move)
  ::explicit_bzero(text.data(), text.size());
  text.clear();
}

// Wipes the text in its destructor, however its scope is left. The text must outlive it.
class WipeAtEnd {
 public:
  explicit WipeAtEnd(std::string& text) : text_(text) {}
  WipeAtEnd(const WipeAtEnd&) = delete;
  WipeAtEnd& operator=(const WipeAtEnd&) = delete;
  ~WipeAtEnd() { wipe(text_); }

 private:
  std::string& text_;
};

// Can be moved, but not copied. The destructor wipes it.
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

  // Valid as long as the secret.
  [[nodiscard]] std::string_view view() const { return text_; }
  // For functions that compute with it.
  operator std::string_view() const { return text_; }  // NOLINT(google-explicit-constructor)

 private:
  std::string text_;
};

}  // namespace berth
