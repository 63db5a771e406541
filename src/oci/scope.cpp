#include "oci/scope.h"

#include <algorithm>

#include "oci/challenge.h"

namespace berth::oci {
namespace {

bool is_pull(std::string_view scope) {
  constexpr std::string_view kType = "repository:";
  constexpr std::string_view kActions = ":pull";
  return scope.size() > kType.size() + kActions.size() && scope.starts_with(kType) &&
         scope.ends_with(kActions);
}

}  // namespace

std::vector<std::string_view> split_scopes(std::string_view list) {
  std::vector<std::string_view> scopes;
  while (!list.empty()) {
    const std::string_view scope = list.substr(0, list.find(' '));
    if (!scope.empty()) scopes.push_back(scope);
    list.remove_prefix(std::min(list.size(), scope.size() + 1));
  }
  return scopes;
}

bool are_pulls(const std::vector<std::string_view>& scopes) {
  const auto is_ours = [](std::string_view scope) { return scope == kChallengeScope; };
  return std::ranges::any_of(scopes, is_pull) &&
         std::ranges::all_of(
             scopes, [&](std::string_view scope) { return is_pull(scope) || is_ours(scope); });
}

}  // namespace berth::oci
