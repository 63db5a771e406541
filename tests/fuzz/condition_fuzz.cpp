// "<pattern>\n<text>": wildcards checked against the simplest way to match them; and names of
// operators and keys of conditions.
#include <optional>
#include <vector>

#include "auth/condition.h"
#include "base/ascii.h"
#include "base/w3c_datetime.h"
#include "base/wildcards.h"
#include "fuzz.h"

namespace berth::fuzz {
namespace {

bool continues_character(char c) {
  return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

// The beginning of the last character in the first `end` bytes of the text; nullopt: they do not
// end with one.
std::optional<std::size_t> last_character(std::string_view text, std::size_t end) {
  std::size_t begin = end - 1;
  while (begin > 0 && continues_character(text[begin])) --begin;
  const bool is_ascii = static_cast<unsigned char>(text[begin]) < 0x80U;
  if (continues_character(text[begin]) || (is_ascii && end - begin > 1)) return std::nullopt;
  if (!is_ascii && end < text.size() && continues_character(text[end])) return std::nullopt;
  return begin;
}

// matches[i]: whether the pattern so far matches the first i bytes.
bool matches_plainly(std::string_view pattern, std::string_view text) {
  std::vector<bool> matches(text.size() + 1, false);
  matches[0] = true;
  for (const char c : pattern) {
    std::vector<bool> next(text.size() + 1, false);
    next[0] = c == '*' && matches[0];
    for (std::size_t i = 1; i <= text.size(); ++i) {
      if (c == '*') {
        next[i] = next[i - 1] || matches[i];
      } else if (c == '?') {
        const auto begin = last_character(text, i);
        next[i] = begin && matches[*begin];
      } else {
        next[i] = matches[i - 1] && c == text[i - 1];
      }
    }
    matches = std::move(next);
  }
  return matches.back();
}

bool equals_itself(auth::Comparison comparison, std::string_view value) {
  switch (comparison) {
    case auth::Comparison::text:
    case auth::Comparison::text_ignoring_case:
    case auth::Comparison::boolean:
      return true;
    case auth::Comparison::date:
    case auth::Comparison::number:
      return auth::is_condition_value(comparison, value);
    default:  // not every text is a pattern or a range
      return false;
  }
}

void check_operator(std::string_view name, std::string_view value) {
  auto condition = auth::parse_condition_operator(name);
  require(auth::parse_condition_operator(to_lower_case(name)).has_value() == condition.has_value(),
          "operators have no case");
  if (!condition) return;
  condition->key = "aws:TagKeys";
  condition->values = {"team", "Team", "t*", std::string(value)};
  const auto none = [](std::string_view) { return std::vector<std::string>(); };
  if (condition->missing_key == auth::MissingKey::matches &&
      condition->comparison != auth::Comparison::null) {
    require(auth::is_met(*condition, none), "...IfExists holds where the key is missing");
  }
  const auto one = [&](std::string_view) { return std::vector<std::string>{std::string(value)}; };
  const bool is_met = auth::is_met(*condition, one);
  if (condition->relation == auth::Relation::equal && equals_itself(condition->comparison, value)) {
    require(is_met == (condition->sense == auth::Sense::as_is), "a value equals itself");
  }
}

void check_date(std::string_view text) {
  const auto time = parse_w3c_datetime(text);
  // A zone or a leap second can lead to a year of more than four digits, which has no form.
  if (!time || *time < parse_w3c_datetime("0000") || *time >= parse_w3c_datetime("9999-12-31")) {
    return;
  }
  require(parse_w3c_datetime(format_rfc3339(*time)) == time, "a date is read as it is written");
}

}  // namespace

void check(std::string_view input) {
  // Longer texts are matched in the same way.
  constexpr std::size_t kMaxText = 200;
  const std::string_view pattern = take_line(input).substr(0, kMaxText);
  const std::string_view text = input.substr(0, kMaxText);
  require(matches_wildcards(pattern, text) == matches_plainly(pattern, text),
          "wildcards match what they say");
  require(matches_wildcards("*" + std::string(pattern) + "*", std::string(pattern)),
          "a pattern holds itself");
  check_operator(pattern, text);
  require(auth::find_condition_key(pattern) == auth::find_condition_key(to_lower_case(pattern)),
          "keys have no case");
  check_date(text);
}

}  // namespace berth::fuzz
