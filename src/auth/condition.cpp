#include "auth/condition.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/ascii.h"

namespace berth::auth {
namespace {

constexpr std::array<std::pair<std::string_view, ConditionOperator>, 7> kOperators{{
    {"StringEquals", ConditionOperator::string_equals},
    {"StringNotEquals", ConditionOperator::string_not_equals},
    {"StringEqualsIgnoreCase", ConditionOperator::string_equals_ignore_case},
    {"StringNotEqualsIgnoreCase", ConditionOperator::string_not_equals_ignore_case},
    {"StringLike", ConditionOperator::string_like},
    {"StringNotLike", ConditionOperator::string_not_like},
    {"Null", ConditionOperator::null},
}};

bool is_negated(ConditionOperator comparison) {
  return comparison == ConditionOperator::string_not_equals ||
         comparison == ConditionOperator::string_not_equals_ignore_case ||
         comparison == ConditionOperator::string_not_like;
}

bool compare(ConditionOperator comparison, std::string_view expected, std::string_view actual) {
  switch (comparison) {
    case ConditionOperator::string_equals:
    case ConditionOperator::string_not_equals:
      return expected == actual;
    case ConditionOperator::string_equals_ignore_case:
    case ConditionOperator::string_not_equals_ignore_case:
      return equal_ignoring_case(expected, actual);
    case ConditionOperator::string_like:
    case ConditionOperator::string_not_like:
      return matches_wildcards(expected, actual);
    case ConditionOperator::null:
      break;
  }
  return false;
}

// One value of the request against all of the condition.
bool accepts(const Condition& condition, std::string_view actual) {
  const bool is_listed = std::ranges::any_of(condition.values, [&](const std::string& expected) {
    return compare(condition.comparison, expected, actual);
  });
  return is_listed != is_negated(condition.comparison);
}

bool starts_with_ignoring_case(std::string_view text, std::string_view prefix) {
  return equal_ignoring_case(text.substr(0, prefix.size()), prefix);
}

// UTF-8: the bytes of a character after its first.
bool continues_character(char c) {
  return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

// Bytes of the character that `text` begins with; 0: it begins in the middle of one.
std::size_t first_character_bytes(std::string_view text) {
  if (continues_character(text.front())) return 0;
  if (static_cast<unsigned char>(text.front()) < 0x80U) return 1;
  const auto* const end = std::ranges::find_if_not(text.substr(1), continues_character);
  return static_cast<std::size_t>(end - text.begin());
}

// Bytes at the beginning of `text` for which `c`, which is no '*', stands; 0: it does not.
std::size_t matched_bytes(char c, std::string_view text) {
  if (c == '?') return first_character_bytes(text);
  return c == text.front() ? 1 : 0;
}

}  // namespace

bool matches_wildcards(std::string_view pattern, std::string_view text) {
  std::size_t p = 0;
  std::size_t t = 0;
  std::size_t star = std::string_view::npos;  // the last '*' seen, and where it stopped taking text
  std::size_t star_text = 0;
  while (t < text.size()) {
    const bool is_star = p < pattern.size() && pattern[p] == '*';
    const std::size_t matched =
        is_star || p == pattern.size() ? 0 : matched_bytes(pattern[p], text.substr(t));
    if (is_star) {
      star = p++;
      star_text = t;
    } else if (matched > 0) {
      ++p;
      t += matched;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++star_text;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

std::optional<Condition> parse_condition_operator(std::string_view text) {
  constexpr std::string_view kAny = "ForAnyValue:";
  constexpr std::string_view kAll = "ForAllValues:";
  constexpr std::string_view kIfExists = "IfExists";
  Condition condition;
  if (starts_with_ignoring_case(text, kAny)) {
    condition.value_set = ValueSet::for_any_value;
    text.remove_prefix(kAny.size());
  } else if (starts_with_ignoring_case(text, kAll)) {
    condition.value_set = ValueSet::for_all_values;
    text.remove_prefix(kAll.size());
  }
  if (text.size() > kIfExists.size() &&
      equal_ignoring_case(text.substr(text.size() - kIfExists.size()), kIfExists)) {
    condition.missing_key = MissingKey::matches;
    text.remove_suffix(kIfExists.size());
  }
  const auto* found = std::ranges::find_if(
      kOperators, [&](const auto& entry) { return equal_ignoring_case(entry.first, text); });
  if (found == kOperators.end()) return std::nullopt;
  condition.comparison = found->second;
  return condition;
}

bool is_condition_key(std::string_view key) {
  constexpr std::array<std::string_view, 3> kTagPrefixes{"aws:RequestTag/", "aws:ResourceTag/",
                                                         "ecr-public:ResourceTag/"};
  const bool is_tag = std::ranges::any_of(kTagPrefixes, [key](std::string_view prefix) {
    return key.size() > prefix.size() && starts_with_ignoring_case(key, prefix);
  });
  return is_tag || equal_ignoring_case(key, "aws:TagKeys");
}

bool is_met(const Condition& condition, const ConditionValues& values) {
  const std::vector<std::string> actual = values(condition.key);
  if (condition.comparison == ConditionOperator::null) {
    return std::ranges::any_of(condition.values, [&](const std::string& expected) {
      return equal_ignoring_case(expected, "true") == actual.empty();
    });
  }
  const auto is_accepted = [&](const std::string& text) { return accepts(condition, text); };
  // A negated operator is met if the key is not there, and of several values, if all differ.
  const bool wants_all =
      condition.value_set == ValueSet::for_all_values ||
      (condition.value_set == ValueSet::single && is_negated(condition.comparison));
  if (wants_all) return std::ranges::all_of(actual, is_accepted);
  if (actual.empty()) return condition.missing_key == MissingKey::matches;
  return std::ranges::any_of(actual, is_accepted);
}

}  // namespace berth::auth
