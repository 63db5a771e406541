// Writing JSON by appending to a string: no tree, no intermediate copies. One thread.
#pragma once

#include <algorithm>
#include <array>
#include <charconv>
#include <concepts>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace berth::json {

// The name of a member with its quotes and its colon, made at compile time: a name that a page
// repeats a thousand times is one copy of known length. It must have no character that needs an
// escape.
template <std::size_t Length>
struct Key {
  consteval explicit Key(std::string_view name) {
    text.front() = '"';
    std::ranges::copy(name, text.begin() + 1);
    text[Length + 1] = '"';
    text.back() = ':';
  }
  std::array<char, Length + 3> text{};
};

// Puts commas where they belong. The caller balances begin and end, and gives every value in an
// object its key. Text is expected to be UTF-8; quotes, backslashes and control characters are
// escaped.
//
// Appends to a string. Others may use the string again when everything that was begun has ended;
// before, its size is not yet that of the text. Each write costs a check of the room left and a
// copy, since a page has thousands of them.
class Writer {
 public:
  explicit Writer(std::string& out) : out_(out) {}
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  void begin_object() { open('{'); }
  void end_object() { close('}'); }
  void begin_array() { open('['); }
  void end_array() { close(']'); }
  // Names are Berth's own: none has a character that needs an escape.
  void key(std::string_view name);
  template <std::size_t Length>
  void key(const Key<Length>& key);

  void string(std::string_view text);
  // Text whose grammar has no character that needs an escape: a digest, a name.
  void plain(std::string_view text) { quote(text, {}); }
  // A value that is JSON already.
  void json(std::string_view text);
  void number(std::int64_t value) { write_number(value); }
  void number(std::uint64_t value) { write_number(value); }
  void boolean(bool value);  // NOLINT: a JSON boolean is one
  // Seconds since the epoch with milliseconds, "1695067472.655": AWS JSON 1.1 timestamps.
  void epoch_seconds(Timestamp time);

  // The size of the whole string, including what it held before.
  [[nodiscard]] std::size_t size() const { return out_.size() - room(); }

 private:
  // The longest 64-bit number.
  static constexpr std::size_t kMaxNumberLength = 20;

  [[nodiscard]] std::size_t room() const { return static_cast<std::size_t>(end_ - at_); }
  void grow(std::size_t least);
  void finish();

  // Appends what `fill` writes: at most `limit` characters, after a comma if one is due. `fill`
  // takes the position to write to and returns the end.
  template <typename Fill>
  void append(std::size_t limit, Fill fill) {
    if (room() < limit + 1) grow(limit + 1);
    char* at = at_;
    if (comma_due_) *at++ = ',';
    at_ = fill(at);
    comma_due_ = true;
    if (depth_ == 0) finish();
  }
  template <std::integral Integer>
  void write_number(Integer value) {
    append(kMaxNumberLength,
           [value](char* out) { return std::to_chars(out, out + kMaxNumberLength, value).ptr; });
  }
  void open(char bracket) {
    ++depth_;
    append(1, [bracket](char* out) {
      *out = bracket;
      return out + 1;
    });
    comma_due_ = false;
  }
  void close(char bracket) {
    --depth_;
    comma_due_ = false;
    append(1, [bracket](char* out) {
      *out = bracket;
      return out + 1;
    });
  }
  void quote(std::string_view text, std::string_view suffix) {
    append(text.size() + suffix.size() + 2, [&](char* out) {
      *out++ = '"';
      // std::ranges::copy is a loop over bytes in libstdc++ 12.
      out = std::copy_n(text.data(), text.size(), out);
      *out++ = '"';
      return std::copy_n(suffix.data(), suffix.size(), out);
    });
  }
  void quote_escaped(std::string_view text);

  std::string& out_;
  // The next position, and the end of the string, whose last characters are room. Both null: no
  // room is reserved, and the size of the string is that of the text.
  char* at_ = nullptr;
  char* end_ = nullptr;
  unsigned depth_ = 0;  // of open objects and arrays
  bool comma_due_ = false;
};

template <std::size_t Length>
void Writer::key(const Key<Length>& key) {
  append(key.text.size(), [&key](char* out) {
    std::memcpy(out, key.text.data(), key.text.size());
    return out + key.text.size();
  });
  comma_due_ = false;
}

}  // namespace berth::json
