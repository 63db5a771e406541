// The Condition element of policies:
// docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "auth/condition_keys.h"

namespace berth::auth {

// The values that a condition key has in a request; empty: the request does not have the key. Keys
// are those of find_condition_key(), spelled as in the policy.
using ConditionValues = std::function<std::vector<std::string>(std::string_view key)>;

// How an operator reads its values, and how it compares them.
enum class Comparison : std::uint8_t {
  text,
  text_ignoring_case,
  wildcards,
  arn,      // part by part, with wildcards
  boolean,  // "true", "false"
  address,  // in a CIDR range
  date,     // as parse_w3c_datetime() reads it, or seconds since the epoch
  number,   // an integer
  null,     // whether the key exists
};
// For dates and numbers: the request's value relative to the policy's. All others are equal or not.
enum class Relation : std::uint8_t { equal, less, less_or_equal, greater, greater_or_equal };
enum class Sense : std::uint8_t { as_is, negated };

// How a condition treats a key with several values, and one with none.
enum class ValueSet : std::uint8_t { single, for_any_value, for_all_values };
enum class MissingKey : std::uint8_t { as_operator_says, matches };  // the latter: ...IfExists

struct Condition {
  Comparison comparison = Comparison::text;
  Relation relation = Relation::equal;
  Sense sense = Sense::as_is;
  ValueSet value_set = ValueSet::single;
  MissingKey missing_key = MissingKey::as_operator_says;
  std::string key = {};
  std::vector<std::string> values = {};  // one of them has to match
};

// Parses "ForAnyValue:StringLikeIfExists", without key and values. nullopt: not supported.
std::optional<Condition> parse_condition_operator(std::string_view text);
// Whether the comparison makes sense for the key's values: an address is not a date.
bool is_comparable(Comparison comparison, ConditionKey key);
// Whether the text is a valid value for the comparison.
bool is_condition_value(Comparison comparison, std::string_view text);

bool is_met(const Condition& condition, const ConditionValues& values);

}  // namespace berth::auth
