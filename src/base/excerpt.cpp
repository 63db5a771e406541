#include "base/excerpt.h"

#include <algorithm>

namespace berth {
namespace {

// RFC 3629 section 3: 10xxxxxx.
bool continues_a_character(char c) {
  return (static_cast<unsigned char>(c) & 0xc0U) == 0x80U;
}

}  // namespace

std::string excerpt(std::string_view text) {
  constexpr std::size_t kMaxCharacterBytes = 4;
  if (text.size() <= kMaxExcerptBytes) return std::string(text);
  std::size_t end = kMaxExcerptBytes;
  while (end > kMaxExcerptBytes - kMaxCharacterBytes && continues_a_character(text[end])) --end;
  return std::string(text.substr(0, end)).append("...");
}

std::string printable(std::string_view text, std::size_t max_bytes) {
  std::string out(text.substr(0, max_bytes));
  std::ranges::replace_if(out, [](char c) { return c < 0x20 || c > 0x7e; }, '_');
  return out;
}

}  // namespace berth
