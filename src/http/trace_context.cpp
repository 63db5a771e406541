#include "http/trace_context.h"

#include <algorithm>

namespace berth::http {
namespace {

constexpr std::string_view kField = "traceparent";

// Section 3.2.2: version "-" trace-id "-" parent-id "-" trace-flags.
constexpr std::size_t kVersionDigits = 2;
constexpr std::size_t kTraceIdDigits = 32;
constexpr std::size_t kParentIdDigits = 16;
constexpr std::size_t kFlagsDigits = 2;
constexpr std::string_view kFirstVersion = "00";
constexpr std::string_view kInvalidVersion = "ff";

// "HEXDIGLC = DIGIT / "a" / "b" / "c" / "d" / "e" / "f" ; lowercase hex character"
bool is_lower_hex_digit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

bool is_zero(std::string_view digits) {
  return std::ranges::all_of(digits, [](char c) { return c == '0'; });
}

// Takes that many digits off the front. Empty: they are not there.
std::string_view take_digits(std::string_view& rest, std::size_t count) {
  const std::string_view digits = rest.substr(0, count);
  if (digits.size() < count || !std::ranges::all_of(digits, is_lower_hex_digit)) return {};
  rest.remove_prefix(count);
  return digits;
}

bool take_dash(std::string_view& rest) {
  if (!rest.starts_with('-')) return false;
  rest.remove_prefix(1);
  return true;
}

}  // namespace

std::optional<TraceParent> parse_trace_parent(std::string_view value) {
  const std::string_view version = take_digits(value, kVersionDigits);
  if (version.empty() || version == kInvalidVersion || !take_dash(value)) return std::nullopt;
  const std::string_view trace_id = take_digits(value, kTraceIdDigits);
  if (trace_id.empty() || !take_dash(value)) return std::nullopt;
  const std::string_view parent_id = take_digits(value, kParentIdDigits);
  if (parent_id.empty() || !take_dash(value)) return std::nullopt;
  if (take_digits(value, kFlagsDigits).empty()) return std::nullopt;
  // Section 3.2.4: a later version may have more, after another dash.
  const bool is_whole = value.empty() || (version != kFirstVersion && value.starts_with('-'));
  if (!is_whole || is_zero(trace_id) || is_zero(parent_id)) return std::nullopt;
  return TraceParent{.trace_id = trace_id, .parent_id = parent_id};
}

std::optional<TraceParent> trace_parent_of(const RequestHead& head) {
  if (head.field_count(kField) != 1) return std::nullopt;
  return parse_trace_parent(head.field(kField));
}

}  // namespace berth::http
