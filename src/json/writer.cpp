#include "json/writer.h"

#include <algorithm>
#include <charconv>
#include <cstring>

namespace berth::json {
namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";

bool needs_escape(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\';
}

void append_escaped(std::string& out, char c) {
  switch (c) {
    case '"':
      out += "\\\"";
      break;
    case '\\':
      out += "\\\\";
      break;
    case '\n':
      out += "\\n";
      break;
    case '\r':
      out += "\\r";
      break;
    case '\t':
      out += "\\t";
      break;
    default:
      out += "\\u00";
      out += kHexDigits[static_cast<unsigned char>(c) >> 4U];
      out += kHexDigits[static_cast<unsigned char>(c) & 0xfU];
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

// Appends what `fill` writes, at most `limit` characters, in one step: `fill` takes where to begin
// and returns where it ended.
template <typename Fill>
void append(std::string& out, std::size_t limit, Fill fill) {
  const std::size_t start = out.size();
  out.resize_and_overwrite(start + limit, [&](char* begin, std::size_t) {
    return static_cast<std::size_t>(fill(begin + start) - begin);
  });
}

// The longest 64-bit number, and a comma.
constexpr std::size_t kMaxNumberLength = 21;

template <std::integral Integer>
char* write_number(char* out, Integer value) {
  return std::to_chars(out, out + kMaxNumberLength, value).ptr;
}

}  // namespace

void Writer::open(char bracket) {
  separate();
  out_ += bracket;
  comma_due_ = false;
}

void Writer::close(char bracket) {
  out_ += bracket;
  comma_due_ = true;
}

void Writer::separate() {
  if (comma_due_) out_ += ',';
  comma_due_ = true;
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

void Writer::plain(std::string_view text) {
  quote(text, {});
}

void Writer::quote(std::string_view text, std::string_view suffix) {
  constexpr std::size_t kQuotesAndComma = 3;
  append(out_, text.size() + suffix.size() + kQuotesAndComma, [&](char* out) {
    if (comma_due_) *out++ = ',';
    *out++ = '"';
    // std::ranges::copy is a loop over bytes in libstdc++ 12.
    out += text.copy(out, text.size());
    *out++ = '"';
    return out + suffix.copy(out, suffix.size());
  });
  comma_due_ = true;
}

void Writer::quote_escaped(std::string_view text) {
  separate();
  out_ += '"';
  for (const char c : text) {
    if (needs_escape(c)) {
      append_escaped(out_, c);
    } else {
      out_ += c;
    }
  }
  out_ += '"';
}

void Writer::json(std::string_view text) {
  separate();
  out_ += text;
  comma_due_ = true;
}

void Writer::number(std::int64_t value) {
  separate();
  append(out_, kMaxNumberLength, [value](char* out) { return write_number(out, value); });
}

void Writer::number(std::uint64_t value) {
  separate();
  append(out_, kMaxNumberLength, [value](char* out) { return write_number(out, value); });
}

void Writer::boolean(bool value) {
  separate();
  out_ += value ? "true" : "false";
}

void Writer::epoch_seconds(Timestamp time) {
  separate();
  const std::int64_t milliseconds = to_milliseconds(time);
  const auto fraction = static_cast<unsigned>(milliseconds % 1000);
  constexpr std::size_t kFractionLength = 4;
  append(out_, kMaxNumberLength + kFractionLength, [milliseconds, fraction](char* out) {
    out = write_number(out, milliseconds / 1000);
    if (fraction == 0) return out;
    *out++ = '.';
    *out++ = static_cast<char>('0' + fraction / 100);
    *out++ = static_cast<char>('0' + fraction / 10 % 10);
    *out++ = static_cast<char>('0' + fraction % 10);
    return out;
  });
}

}  // namespace berth::json
