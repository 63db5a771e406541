#include "registry/values/user_id.h"

#include <algorithm>
#include <string>

namespace berth {
namespace {

constexpr std::string_view kPrefix = "AIDA";

}  // namespace

std::optional<UserId> UserId::parse(std::string_view text) {
  const auto is_of_id = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '2' && c <= '7'); };
  if (text.size() != kLength || !text.starts_with(kPrefix) ||
      !std::ranges::all_of(text, is_of_id)) {
    return std::nullopt;
  }
  UserId id;
  std::ranges::copy(text, id.text_.begin());
  return id;
}

UserId make_user_id(Entropy& entropy) {
  constexpr std::string_view kCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const std::string random = random_text(kCharacters, UserId::kLength - kPrefix.size(), entropy);
  return UserId::parse(std::string(kPrefix) + random).value();
}

}  // namespace berth
