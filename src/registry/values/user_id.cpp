#include "registry/values/user_id.h"

#include <algorithm>

namespace berth {

std::optional<UserId> UserId::parse(std::string_view text) {
  constexpr std::string_view kPrefix = "AIDA";
  const auto is_of_id = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '2' && c <= '7'); };
  if (text.size() != kLength || !text.starts_with(kPrefix) ||
      !std::ranges::all_of(text, is_of_id)) {
    return std::nullopt;
  }
  UserId id;
  std::ranges::copy(text, id.text_.begin());
  return id;
}

}  // namespace berth
