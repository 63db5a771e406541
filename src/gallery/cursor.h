// nextToken of the gallery API: where a listing goes on. It holds nothing secret and gives no right
// to anything, since everyone may read these lists; so it is not signed.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace berth::gallery {

// The only listing that a token is valid for.
struct CursorScope {
  std::string_view operation;
  std::string_view subject;  // what is listed: the name of a repository, the words of a search
};

std::string make_cursor(const CursorScope& scope, std::string_view position);
// The position. nullopt: a token of another listing, or of none.
std::optional<std::string> read_cursor(const CursorScope& scope, std::string_view token);

}  // namespace berth::gallery
