#include "gallery/cursor.h"

#include "base/encoding.h"

namespace berth::gallery {
namespace {

// Longer than any of ours: names have at most some 300 bytes, and words of a search are cut.
constexpr std::size_t kMaxTokenBytes = 2048;

// NUL ends each part: no name holds one, and a search's words before it cannot be mistaken for the
// position after it.
std::string start_of(const CursorScope& scope) {
  std::string text("1\0", 2);
  text.append(scope.operation).append(1, '\0').append(scope.subject).append(1, '\0');
  return text;
}

}  // namespace

std::string make_cursor(const CursorScope& scope, std::string_view position) {
  return to_base64(start_of(scope).append(position));
}

std::optional<std::string> read_cursor(const CursorScope& scope, std::string_view token) {
  if (token.size() > kMaxTokenBytes) return std::nullopt;
  const auto text = from_base64(token);
  const std::string start = start_of(scope);
  if (!text || !text->starts_with(start)) return std::nullopt;
  std::string position = text->substr(start.size());
  if (position.contains('\0')) return std::nullopt;
  return position;
}

}  // namespace berth::gallery
