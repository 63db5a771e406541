// The Condition element of policies:
// docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace berth::auth {

// The values that a condition key has in a request; none: the request does not have the key. Keys
// are those of is_condition_key(), as the policy wrote them.
using ConditionValues = std::function<std::vector<std::string>(std::string_view key)>;

enum class ConditionOperator : std::uint8_t {
  string_equals,
  string_not_equals,
  string_equals_ignore_case,
  string_not_equals_ignore_case,
  string_like,
  string_not_like,
  null,
};

// How a condition treats a key with several values, and one with none.
enum class ValueSet : std::uint8_t { single, for_any_value, for_all_values };
enum class MissingKey : std::uint8_t { as_operator_says, matches };  // the latter: ...IfExists

struct Condition {
  ConditionOperator comparison = ConditionOperator::string_equals;
  ValueSet value_set = ValueSet::single;
  MissingKey missing_key = MissingKey::as_operator_says;
  std::string key;
  std::vector<std::string> values;  // one of them has to match
};

// "ForAnyValue:StringLikeIfExists" without key and values. nullopt: not one of ours.
std::optional<Condition> parse_condition_operator(std::string_view text);
// aws:RequestTag/<tag key>, aws:ResourceTag/<tag key>, ecr-public:ResourceTag/<tag key>,
// aws:TagKeys: the keys of ecr-public. They compare without regard to case.
bool is_condition_key(std::string_view key);

bool is_met(const Condition& condition, const ConditionValues& values);

// '*' stands for any text, '?' for any character, which in UTF-8 may be several bytes. Linear for
// each '*': a stranger's pattern is harmless.
bool matches_wildcards(std::string_view pattern, std::string_view text);

}  // namespace berth::auth
