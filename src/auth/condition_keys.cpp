#include "auth/condition_keys.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/ascii.h"

namespace berth::auth {
namespace {

using Entry = std::pair<std::string_view, ConditionKey>;

constexpr std::array<Entry, 8> kKeys{{
    {"aws:CurrentTime", ConditionKey::current_time},
    {"aws:EpochTime", ConditionKey::epoch_time},
    {"aws:PrincipalAccount", ConditionKey::principal_account},
    {"aws:PrincipalArn", ConditionKey::principal_arn},
    {"aws:SecureTransport", ConditionKey::secure_transport},
    {"aws:SourceIp", ConditionKey::source_ip},
    {"aws:TagKeys", ConditionKey::tag_keys},
    {"aws:username", ConditionKey::username},
}};
// A tag key follows.
constexpr std::array<Entry, 3> kTagKeys{{
    {"aws:RequestTag/", ConditionKey::request_tag},
    {"aws:ResourceTag/", ConditionKey::resource_tag},
    {"ecr-public:ResourceTag/", ConditionKey::resource_tag},
}};

}  // namespace

std::optional<ConditionKey> find_condition_key(std::string_view name) {
  const auto is_named = [name](const Entry& entry) {
    return equal_ignoring_case(entry.first, name);
  };
  const auto begins = [name](const Entry& entry) {
    return name.size() > entry.first.size() &&
           equal_ignoring_case(entry.first, name.substr(0, entry.first.size()));
  };
  if (const auto* found = std::ranges::find_if(kKeys, is_named); found != kKeys.end()) {
    return found->second;
  }
  if (const auto* found = std::ranges::find_if(kTagKeys, begins); found != kTagKeys.end()) {
    return found->second;
  }
  return std::nullopt;
}

}  // namespace berth::auth
