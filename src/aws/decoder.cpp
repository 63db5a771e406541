#include "aws/decoder.h"

#include <algorithm>

#include "base/encoding.h"

namespace berth::aws {
namespace {

std::int64_t count_characters(std::string_view utf8) {
  return std::ranges::count_if(
      utf8, [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; });
}

// As the real service's parser names what it found.
std::string_view token_name(const boost::json::value& value) {
  switch (value.kind()) {
    case boost::json::kind::null:
      return "NULL_VALUE";
    case boost::json::kind::bool_:
      return value.get_bool() ? "TRUE_VALUE" : "FALSE_VALUE";
    case boost::json::kind::string:
      return "STRING_VALUE";
    case boost::json::kind::array:
      return "START_ARRAY";
    case boost::json::kind::object:
      return "START_OBJECT";
    default:
      return "NUMBER_VALUE";
  }
}

}  // namespace

void Decoder::read(const boost::json::value& value, const Shape& shape, std::string& out) {
  const boost::json::string* text = value.if_string();
  if (text == nullptr) return mistype(value, "String");
  if (shape.kind != ShapeKind::blob) {
    check_text(shape, *text);
    out.assign(text->data(), text->size());
    return;
  }
  std::optional<std::string> bytes = from_base64(*text);
  if (!bytes) return mistype(value, "Blob");
  check_range(shape, static_cast<std::int64_t>(bytes->size()), "must have length");
  out = *std::move(bytes);
}

void Decoder::read(const boost::json::value& value, const Shape& shape, std::int64_t& out) {
  const bool is_beyond = value.is_uint64();  // more than an int64 holds: whatever, it is too much
  if (!value.is_int64() && !is_beyond) return mistype(value, "Integer");
  out = is_beyond ? kUnbounded : value.get_int64();
  check_range(shape, out, "Member must have value");
}

void Decoder::read(const boost::json::value& value, const Shape&, bool& out) {
  if (!value.is_bool()) return mistype(value, "Boolean");
  out = value.get_bool();
}

void Decoder::check_text(const Shape& shape, std::string_view text) {
  const bool in_list = list_depth_ > 0;
  if (!check_range(shape, count_characters(text),
                   in_list ? "Member must have length" : "must have length")) {
    return;
  }
  if (shape.pattern == nullptr || shape.pattern->matches(text)) return;
  const std::string pattern(shape.pattern->text);
  violate(in_list ? "Member must satisfy regular expression pattern: " + pattern
                  : "must satisfy regular expression '" + pattern + "'");
}

bool Decoder::check_range(const Shape& shape, std::int64_t measure, std::string_view what) {
  if (measure >= shape.min && measure <= shape.max) return true;
  const bool is_less = measure < shape.min;
  violate(std::string(what) + (is_less ? " greater" : " less") + " than or equal to " +
          std::to_string(is_less ? shape.min : shape.max));
  return false;
}

void Decoder::violate(std::string reason) {
  if (violation_) return;
  std::string member;
  for (const std::string_view name : path_) {
    if (!member.empty()) member += '.';
    member += name;
  }
  if (list_depth_ > 0) reason = "Member must satisfy constraint: [" + reason + "]";
  violation_ = Error{.code = ErrorCode::invalid_parameter,
                     .subject = std::move(member),
                     .reason = std::move(reason)};
}

void Decoder::mistype(const boost::json::value& value, std::string_view wanted) {
  if (type_error_) return;
  type_error_ = ServiceError{
      WireError::serialization,
      std::string(token_name(value)) + " can not be converted to a " + std::string(wanted)};
}

}  // namespace berth::aws
