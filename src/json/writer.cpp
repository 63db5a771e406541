#include "json/writer.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>

namespace berth::json {
namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";
constexpr std::size_t kMaxEscapeLength = 6;  // "\u001f"

bool needs_escape(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\';
}

// Returns the end, at most kMaxEscapeLength characters further.
char* escape(char c, char* out) {
  const auto pair = [out](char second) {
    out[0] = '\\';
    out[1] = second;
    return out + 2;
  };
  switch (c) {
    case '"':
    case '\\':
      return pair(c);
    case '\n':
      return pair('n');
    case '\r':
      return pair('r');
    case '\t':
      return pair('t');
    default:
      out += std::string_view("\\u00").copy(out, 4);
      *out++ = kHexDigits[static_cast<unsigned char>(c) >> 4U];
      *out++ = kHexDigits[static_cast<unsigned char>(c) & 0xfU];
      return out;
  }
}

// Whether one of eight characters needs an escape, without looking at each: most text is long and
// needs none. "Determine if a word has a byte equal to n" and "less than n",
// https://graphics.stanford.edu/~seander/bithacks.html
bool any_needs_escape(std::string_view eight) {
  constexpr std::uint64_t kOnes = 0x0101010101010101U;
  constexpr std::uint64_t kHighBits = 0x8080808080808080U;
  std::uint64_t word = 0;
  std::memcpy(&word, eight.data(), sizeof word);
  const std::uint64_t quotes = word ^ (kOnes * '"');
  const std::uint64_t backslashes = word ^ (kOnes * '\\');
  const std::uint64_t found = ((word - kOnes * 0x20U) & ~word) | ((quotes - kOnes) & ~quotes) |
                              ((backslashes - kOnes) & ~backslashes);
  return (found & kHighBits) != 0;
}

bool is_plain(std::string_view text) {
  while (text.size() >= sizeof(std::uint64_t)) {
    if (any_needs_escape(text.substr(0, sizeof(std::uint64_t)))) return false;
    text.remove_prefix(sizeof(std::uint64_t));
  }
  return std::ranges::none_of(text, needs_escape);
}

// Seconds since the epoch from 2001 to 2106: a page has two thousand of them, and std::to_chars()
// would take six times as long.
bool has_ten_digits(std::int64_t seconds) {
  return seconds >= 1'000'000'000 && seconds <= std::numeric_limits<std::uint32_t>::max();
}

char* write_ten_digits(std::uint32_t number, char* out) {
  static constexpr auto kPairs = [] {
    std::array<char, 200> pairs{};
    for (std::size_t i = 0; i < pairs.size(); ++i) {
      const std::size_t digit = i % 2 == 0 ? i / 20 : i / 2 % 10;
      pairs[i] = static_cast<char>('0' + digit);
    }
    return pairs;
  }();
  for (std::size_t at = 10; at > 0; number /= 100) {
    at -= 2;
    std::memcpy(out + at, &kPairs[std::size_t{number % 100} * 2], 2);
  }
  return out + 10;
}

}  // namespace

// Grows as the string itself does, by doubling, and uses its whole capacity.
void Writer::grow(std::size_t least) {
  const std::size_t used = size();
  const std::size_t wanted = std::max(out_.capacity(), used + least);
  out_.resize(used);
  out_.resize_and_overwrite(wanted, [](char*, std::size_t size) { return size; });
  at_ = out_.data() + used;
  end_ = out_.data() + out_.size();
}

void Writer::finish() {
  out_.resize(size());
  at_ = nullptr;
  end_ = nullptr;
}

void Writer::key(std::string_view name) {
  quote(name, ":");
  comma_due_ = false;
}

void Writer::string(std::string_view text) {
  if (is_plain(text)) {
    quote(text, {});
  } else {
    quote_escaped(text);
  }
}

void Writer::quote_escaped(std::string_view text) {
  append(text.size() * kMaxEscapeLength + 2, [text](char* out) {
    *out++ = '"';
    for (const char c : text) {
      if (needs_escape(c)) {
        out = escape(c, out);
      } else {
        *out++ = c;
      }
    }
    *out++ = '"';
    return out;
  });
}

void Writer::json(std::string_view text) {
  append(text.size(), [text](char* out) { return out + text.copy(out, text.size()); });
}

void Writer::boolean(bool value) {
  json(value ? "true" : "false");
}

void Writer::epoch_seconds(Timestamp time) {
  const std::int64_t milliseconds = to_milliseconds(time);
  const std::int64_t seconds = milliseconds / 1000;
  const auto fraction = static_cast<unsigned>(milliseconds % 1000);
  constexpr std::size_t kFractionLength = 4;
  append(kMaxNumberLength + kFractionLength, [seconds, fraction](char* out) {
    out = has_ten_digits(seconds) ? write_ten_digits(static_cast<std::uint32_t>(seconds), out)
                                  : std::to_chars(out, out + kMaxNumberLength, seconds).ptr;
    if (fraction == 0) return out;
    *out++ = '.';
    *out++ = static_cast<char>('0' + fraction / 100);
    *out++ = static_cast<char>('0' + fraction / 10 % 10);
    *out++ = static_cast<char>('0' + fraction % 10);
    return out;
  });
}

}  // namespace berth::json
