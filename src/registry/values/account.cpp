#include "registry/values/account.h"

#include <algorithm>

namespace berth {
namespace {

constexpr std::size_t kMaxUserNameLength = 64;
constexpr std::size_t kMaxPolicyNameLength = 128;

bool is_iam_name(std::string_view text, std::size_t max_length) {
  const auto is_name_character = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("_+=,.@-").contains(c);
  };
  return !text.empty() && text.size() <= max_length && std::ranges::all_of(text, is_name_character);
}

}  // namespace

bool is_user_name(std::string_view text) {
  return is_iam_name(text, kMaxUserNameLength);
}

bool is_policy_name(std::string_view text) {
  return is_iam_name(text, kMaxPolicyNameLength);
}

}  // namespace berth
