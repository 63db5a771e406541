#include "registry/values/version_range.h"

#include <algorithm>
#include <optional>

#include "registry/values/names.h"
#include "registry/values/version_key_bytes.h"

namespace berth {

using namespace version_bytes;

namespace {

constexpr std::string_view kSeparators = " ,\t";
constexpr std::string_view kComparisons = "<>=~^";

// Cuts off what `text` begins with: characters that are in the set, or that are not.
std::string_view take_while(std::string_view& text, std::string_view set) {
  const std::string_view taken = text.substr(0, text.find_first_not_of(set));
  text.remove_prefix(taken.size());
  return taken;
}
std::string_view take_until(std::string_view& text, std::string_view set) {
  const std::string_view taken = text.substr(0, text.find_first_of(set));
  text.remove_prefix(taken.size());
  return taken;
}

// "1.25.x" and "1.25.*" are "1.25".
std::string_view without_wildcards(std::string_view text) {
  while (text.ends_with(".x") || text.ends_with(".X") || text.ends_with(".*")) {
    text.remove_suffix(2);
  }
  return text;
}

// The first `count` numbers; all if there are fewer.
std::string_view first_numbers(std::string_view numbers, std::size_t count) {
  std::size_t end = 0;
  for (; count > 0 && end < numbers.size(); --count) {
    end = std::min(numbers.find('.', end + 1), numbers.size());
  }
  return numbers.substr(0, end);
}

// Up to the first that is not 0: "^" keeps these.
std::string_view significant_numbers(std::string_view numbers) {
  const std::size_t first = numbers.find_first_not_of("0.");
  if (first == std::string_view::npos) return numbers;
  return numbers.substr(0, std::min(numbers.find('.', first), numbers.size()));
}

// The bytes before all versions that begin with these numbers, and after them.
std::string before_all(std::string_view numbers) {
  std::string key(1, kVersion);
  append_core(key, numbers);
  return key;
}
std::string after_all(std::string_view numbers) {
  std::string key(1, kVersion);
  append_numbers(key, numbers);
  key += kAfterAll;
  return key;
}

Failure invalid(std::string_view text) {
  return fail({.code = ErrorCode::query_invalid,
               .facts = InvalidQuery{.part = QueryPart::version_range, .text = std::string(text)}});
}

}  // namespace

VersionRange::VersionRange() : from_(1, kVersion), below_{kVersion, kAfterAll} {}

bool VersionRange::narrow(std::string_view comparison, std::string_view text) {
  if (text.size() > TagName::kMaxLength) return false;
  const bool is_any = text == "x" || text == "X" || text == "*";
  if (is_any) return comparison.empty() || comparison == "=" || comparison == ">=";
  text = without_wildcards(text);
  const auto version = read_version(text);
  // Dots that no number follows are a mistake here, though a tag may have them.
  if (!version || version->suffix.starts_with('.')) return false;
  std::string first = before_all(version->numbers);
  std::string after = after_all(version->numbers);
  if (!version->suffix.empty()) {
    first = VersionKey::of(text).bytes();
    after = first + '\0';
  }
  if (comparison == "~") {
    after = after_all(first_numbers(version->numbers, 2));
  } else if (comparison == "^") {
    after = after_all(significant_numbers(version->numbers));
  }
  if (comparison == ">") {
    from_ = std::max(from_, after);
  } else if (comparison == "<") {
    below_ = std::min(below_, first);
  } else if (comparison == ">=") {
    from_ = std::max(from_, first);
  } else if (comparison == "<=") {
    below_ = std::min(below_, after);
  } else if (comparison.empty() || comparison == "=" || comparison == "~" || comparison == "^") {
    from_ = std::max(from_, first);
    below_ = std::min(below_, after);
  } else {
    return false;
  }
  return true;
}

Result<VersionRange> VersionRange::parse(std::string_view text) {
  if (text.size() > kMaxLength) return invalid(text);
  VersionRange range;
  std::string_view rest = text;
  take_while(rest, kSeparators);
  if (rest.empty()) return invalid(text);
  while (!rest.empty()) {
    const std::string_view comparison = take_while(rest, kComparisons);
    take_while(rest, " \t");
    const std::string_view version = take_until(rest, " ,\t<>=~^");
    if (!range.narrow(comparison, version)) return invalid(text);
    take_while(rest, kSeparators);
  }
  return range;
}

}  // namespace berth
