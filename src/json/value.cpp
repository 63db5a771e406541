#include "json/value.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <string>

namespace berth::json {
namespace {

constexpr std::int64_t kMinInteger = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kMaxInteger = std::numeric_limits<std::int64_t>::max();
// Every number with this many digits fits into an unsigned 64-bit integer.
constexpr std::int64_t kMaxDigits = std::numeric_limits<std::uint64_t>::digits10;

// Cuts the exponent off a number and returns it; 0 if it has none. The reader refuses exponents
// outside the range of an int.
std::int64_t take_exponent(std::string_view& number) {
  const std::size_t at = std::min(number.find_first_of("eE"), number.size());
  std::string_view text = number.substr(std::min(at + 1, number.size()));
  number = number.substr(0, at);
  if (text.starts_with('+')) text.remove_prefix(1);
  std::int64_t exponent = 0;
  std::from_chars(text.begin(), text.end(), exponent);
  return exponent;
}

// The significant digits of a number without sign and exponent. For "0.120" these are "12", and
// `exponent` becomes -2 if it was 0.
std::string take_digits(std::string_view number, std::int64_t& exponent) {
  const std::size_t point = std::min(number.find('.'), number.size());
  std::string digits(number.substr(0, point));
  if (point < number.size()) {
    digits += number.substr(point + 1);
    exponent -= static_cast<std::int64_t>(number.size() - point - 1);
  }
  const std::size_t end = digits.find_last_not_of('0') + 1;
  exponent += static_cast<std::int64_t>(digits.size() - end);
  digits.resize(end);
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
  return digits;
}

std::int64_t with_sign(std::uint64_t magnitude, bool is_negative) {  // NOLINT: a sign is a bool
  if (magnitude > static_cast<std::uint64_t>(kMaxInteger)) {
    return is_negative ? kMinInteger : kMaxInteger;
  }
  const auto value = static_cast<std::int64_t>(magnitude);
  return is_negative ? -value : value;
}

}  // namespace

std::optional<bool> Value::if_boolean() const {
  if (node_->kind != Kind::boolean) return std::nullopt;
  return node_->size != 0;
}

std::optional<std::int64_t> Value::if_integer() const {
  const auto text = if_number();
  if (!text) return std::nullopt;
  std::int64_t value = 0;
  const auto parsed = std::from_chars(text->begin(), text->end(), value);
  if (parsed.ec != std::errc() || parsed.ptr != text->end()) return std::nullopt;
  return value;
}

std::optional<std::int64_t> Value::if_whole() const {
  if (const auto integer = if_integer()) return integer;
  auto number = if_number();
  if (!number) return std::nullopt;
  const bool is_negative = number->starts_with('-');
  if (is_negative) number->remove_prefix(1);
  std::int64_t exponent = take_exponent(*number);
  const std::string digits = take_digits(*number, exponent);
  if (digits.empty()) return 0;
  if (exponent < 0) return std::nullopt;
  if (static_cast<std::int64_t>(digits.size()) + exponent > kMaxDigits) {
    return is_negative ? kMinInteger : kMaxInteger;
  }
  std::uint64_t magnitude = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), magnitude);
  for (; exponent > 0; --exponent) magnitude *= 10;
  return with_sign(magnitude, is_negative);
}

std::optional<Array> Value::if_array() const {
  return node_->kind == Kind::array ? std::optional(Array(node_)) : std::nullopt;
}

std::optional<Object> Value::if_object() const {
  return node_->kind == Kind::object ? std::optional(Object(node_)) : std::nullopt;
}

std::optional<Value> Object::find(std::string_view name) const {
  std::optional<Value> found;
  for (const Member& member : *this) {
    if (member.name == name) found = member.value;
  }
  return found;
}

std::optional<std::string_view> find_repeated_member(Value value) {
  std::vector<std::string_view> names;
  const Node* const end = value.node() + value.node()->span;
  for (const Node* node = value.node(); node != end; ++node) {
    if (node->kind != Kind::object) continue;
    names.clear();
    for (const Member& member : Object(node)) names.push_back(member.name);
    std::ranges::sort(names);
    const auto repeated = std::ranges::adjacent_find(names);
    if (repeated != names.end()) return *repeated;
  }
  return std::nullopt;
}

}  // namespace berth::json
