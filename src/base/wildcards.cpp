#include "base/wildcards.h"

#include <algorithm>
#include <cstddef>

namespace berth {
namespace {

// UTF-8: the bytes of a character after its first.
bool continues_character(char c) {
  return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

// Bytes of the character that `text` begins with; 0: it begins in the middle of one.
std::size_t first_character_bytes(std::string_view text) {
  if (continues_character(text.front())) return 0;
  if (static_cast<unsigned char>(text.front()) < 0x80U) return 1;
  const auto* const end = std::ranges::find_if_not(text.substr(1), continues_character);
  return static_cast<std::size_t>(end - text.begin());
}

// How many bytes at the beginning of `text` the character `c`, which is not '*', matches; 0: none.
std::size_t matched_bytes(char c, std::string_view text) {
  if (c == '?') return first_character_bytes(text);
  return c == text.front() ? 1 : 0;
}

}  // namespace

bool matches_wildcards(std::string_view pattern, std::string_view text) {
  std::size_t p = 0;
  std::size_t t = 0;
  std::size_t star = std::string_view::npos;  // the last '*' seen, and where it stopped taking text
  std::size_t star_text = 0;
  while (t < text.size()) {
    const bool is_star = p < pattern.size() && pattern[p] == '*';
    const std::size_t matched =
        is_star || p == pattern.size() ? 0 : matched_bytes(pattern[p], text.substr(t));
    if (is_star) {
      star = p++;
      star_text = t;
    } else if (matched > 0) {
      ++p;
      t += matched;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++star_text;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

}  // namespace berth
