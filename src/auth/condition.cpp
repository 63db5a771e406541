#include "auth/condition.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <compare>

#include "auth/policy_arns.h"
#include "base/ascii.h"
#include "base/ip_address.h"
#include "base/w3c_datetime.h"
#include "base/wildcards.h"

namespace berth::auth {
namespace {

struct Operator {
  std::string_view name;
  Comparison comparison;
  Relation relation = Relation::equal;
  Sense sense = Sense::as_is;
};

using C = Comparison;
using R = Relation;

constexpr std::array<Operator, 26> kOperators{{
    {"StringEquals", C::text},
    {"StringNotEquals", C::text, R::equal, Sense::negated},
    {"StringEqualsIgnoreCase", C::text_ignoring_case},
    {"StringNotEqualsIgnoreCase", C::text_ignoring_case, R::equal, Sense::negated},
    {"StringLike", C::wildcards},
    {"StringNotLike", C::wildcards, R::equal, Sense::negated},
    {"ArnEquals", C::arn},
    {"ArnNotEquals", C::arn, R::equal, Sense::negated},
    // The same as ArnEquals, as in AWS.
    {"ArnLike", C::arn},
    {"ArnNotLike", C::arn, R::equal, Sense::negated},
    {"Bool", C::boolean},
    {"IpAddress", C::address},
    {"NotIpAddress", C::address, R::equal, Sense::negated},
    {"DateEquals", C::date},
    {"DateNotEquals", C::date, R::equal, Sense::negated},
    {"DateLessThan", C::date, R::less},
    {"DateLessThanEquals", C::date, R::less_or_equal},
    {"DateGreaterThan", C::date, R::greater},
    {"DateGreaterThanEquals", C::date, R::greater_or_equal},
    {"NumericEquals", C::number},
    {"NumericNotEquals", C::number, R::equal, Sense::negated},
    {"NumericLessThan", C::number, R::less},
    {"NumericLessThanEquals", C::number, R::less_or_equal},
    {"NumericGreaterThan", C::number, R::greater},
    {"NumericGreaterThanEquals", C::number, R::greater_or_equal},
    {"Null", C::null},
}};

std::optional<std::int64_t> read_integer(std::string_view digits) {
  std::int64_t value = 0;
  const auto [stopped, failure] =
      std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (failure != std::errc() || stopped != digits.data() + digits.size()) return std::nullopt;
  return value;
}

// In milliseconds since the epoch. Four digits are a year.
std::optional<std::int64_t> read_date(std::string_view from) {
  constexpr std::int64_t kMillisecondsPerSecond = 1000;
  constexpr std::int64_t kMaxSeconds = INT64_MAX / kMillisecondsPerSecond;
  if (const auto time = parse_w3c_datetime(from)) return to_milliseconds(*time);
  const auto seconds = read_integer(from);
  if (!seconds || *seconds > kMaxSeconds || *seconds < -kMaxSeconds) return std::nullopt;
  return *seconds * kMillisecondsPerSecond;
}

bool holds(Relation relation, std::strong_ordering order) {
  using enum Relation;
  switch (relation) {
    case equal:
      return order == 0;
    case less:
      return order < 0;
    case less_or_equal:
      return order <= 0;
    case greater:
      return order > 0;
    case greater_or_equal:
      return order >= 0;
  }
  return false;
}

bool is_related(Relation relation, const std::optional<std::int64_t>& actual,
                const std::optional<std::int64_t>& expected) {
  return actual && expected && holds(relation, *actual <=> *expected);
}

bool is_in_range(std::string_view range, std::string_view address_text) {
  const auto expected = AddressRange::parse(range);
  const auto actual = IpAddress::parse(address_text);
  return expected && actual && expected->contains(*actual);
}

bool compare(const Condition& condition, std::string_view expected, std::string_view actual) {
  using enum Comparison;
  switch (condition.comparison) {
    case text:
      return expected == actual;
    case text_ignoring_case:
    case boolean:
      return equal_ignoring_case(expected, actual);
    case wildcards:
      return matches_wildcards(expected, actual);
    case arn:
      return matches_arn(expected, actual);
    case address:
      return is_in_range(expected, actual);
    case date:
      return is_related(condition.relation, read_date(actual), read_date(expected));
    case number:
      return is_related(condition.relation, read_integer(actual), read_integer(expected));
    case null:
      break;
  }
  return false;
}

// Compares one value of the request with all values of the condition.
bool accepts(const Condition& condition, std::string_view actual) {
  const bool is_listed = std::ranges::any_of(condition.values, [&](const std::string& expected) {
    return compare(condition, expected, actual);
  });
  return is_listed != (condition.sense == Sense::negated);
}

bool starts_with_ignoring_case(std::string_view content, std::string_view prefix) {
  return equal_ignoring_case(content.substr(0, prefix.size()), prefix);
}

}  // namespace

std::optional<Condition> parse_condition_operator(std::string_view name) {
  constexpr std::string_view kAny = "ForAnyValue:";
  constexpr std::string_view kAll = "ForAllValues:";
  constexpr std::string_view kIfExists = "IfExists";
  Condition condition;
  if (starts_with_ignoring_case(name, kAny)) {
    condition.value_set = ValueSet::for_any_value;
    name.remove_prefix(kAny.size());
  } else if (starts_with_ignoring_case(name, kAll)) {
    condition.value_set = ValueSet::for_all_values;
    name.remove_prefix(kAll.size());
  }
  if (name.size() > kIfExists.size() &&
      equal_ignoring_case(name.substr(name.size() - kIfExists.size()), kIfExists)) {
    condition.missing_key = MissingKey::matches;
    name.remove_suffix(kIfExists.size());
  }
  const auto* found = std::ranges::find_if(
      kOperators, [&](const Operator& known) { return equal_ignoring_case(known.name, name); });
  if (found == kOperators.end()) return std::nullopt;
  condition.comparison = found->comparison;
  condition.relation = found->relation;
  condition.sense = found->sense;
  return condition;
}

bool is_comparable(Comparison comparison, ConditionKey key) {
  using enum Comparison;
  if (comparison == null) return true;
  const bool is_of_text =
      comparison == text || comparison == text_ignoring_case || comparison == wildcards;
  switch (key) {
    case ConditionKey::principal_account:
    case ConditionKey::request_tag:
    case ConditionKey::resource_tag:
    case ConditionKey::tag_keys:
    case ConditionKey::username:
      return is_of_text;
    case ConditionKey::principal_arn:
      return is_of_text || comparison == arn;
    case ConditionKey::secure_transport:
      return comparison == boolean;
    case ConditionKey::source_ip:
      return comparison == address;
    case ConditionKey::current_time:
      return comparison == date;
    case ConditionKey::epoch_time:
      return comparison == date || comparison == number;
  }
  return false;
}

bool is_condition_value(Comparison comparison, std::string_view content) {
  using enum Comparison;
  switch (comparison) {
    case text:
    case text_ignoring_case:
    case wildcards:
    case null:
      return true;
    case arn:
      return split_arn(content).has_value();
    case boolean:
      return equal_ignoring_case(content, "true") || equal_ignoring_case(content, "false");
    case address:
      return AddressRange::parse(content).has_value();
    case date:
      return read_date(content).has_value();
    case number:
      return read_integer(content).has_value();
  }
  return false;
}

bool is_met(const Condition& condition, const ConditionValues& values) {
  const std::vector<std::string> actual = values(condition.key);
  if (condition.comparison == Comparison::null) {
    return std::ranges::any_of(condition.values, [&](const std::string& expected) {
      return equal_ignoring_case(expected, "true") == actual.empty();
    });
  }
  const auto is_accepted = [&](const std::string& value) { return accepts(condition, value); };
  // A negated operator is met if the key is missing, or if all of several values differ.
  const bool wants_all =
      condition.value_set == ValueSet::for_all_values ||
      (condition.value_set == ValueSet::single && condition.sense == Sense::negated);
  if (wants_all) return std::ranges::all_of(actual, is_accepted);
  if (actual.empty()) return condition.missing_key == MissingKey::matches;
  return std::ranges::any_of(actual, is_accepted);
}

}  // namespace berth::auth
