#include "aws/protocol/decoder.h"

#include <algorithm>

#include "base/encoding.h"

namespace berth::aws {
namespace {

std::int64_t count_characters(std::string_view utf8) {
  return std::ranges::count_if(
      utf8, [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; });
}

// Names a value as the real service's parser does.
std::string_view token_name(json::Value value) {
  switch (value.kind()) {
    case json::Kind::null:
      return "NULL_VALUE";
    case json::Kind::boolean:
      return value.if_boolean() == true ? "TRUE_VALUE" : "FALSE_VALUE";
    case json::Kind::number:
      return "NUMBER_VALUE";
    case json::Kind::string:
      return "STRING_VALUE";
    case json::Kind::array:
      return "START_ARRAY";
    case json::Kind::object:
      return "START_OBJECT";
  }
  return "";
}

}  // namespace

void Decoder::read(json::Value value, const Shape& shape, std::string& out) {
  const auto text = value.if_string();
  if (!text) return mistype(value, "String");
  if (shape.kind != ShapeKind::blob) {
    check_text(shape, *text);
    out = *text;
    return;
  }
  std::optional<std::string> bytes = from_base64(*text);
  if (!bytes) return mistype(value, "Blob");
  check_range(shape, static_cast<std::int64_t>(bytes->size()), "must have length");
  out = *std::move(bytes);
}

void Decoder::read(json::Value value, const Shape& shape, std::int64_t& out) {
  // "7.0" is 7 for the real service, too. A number that does not fit into an int64 is too large in
  // any case.
  const auto number = value.if_whole();
  if (!number) return mistype(value, "Integer");
  out = *number;
  check_range(shape, out, "Member must have value");
}

void Decoder::read(json::Value value, const Shape&, bool& out) {
  const auto boolean = value.if_boolean();
  if (!boolean) return mistype(value, "Boolean");
  out = *boolean;
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

void Decoder::mistype(json::Value value, std::string_view wanted) {
  if (type_error_) return;
  type_error_ = ServiceError{
      WireError::serialization,
      std::string(token_name(value)) + " can not be converted to a " + std::string(wanted)};
}

}  // namespace berth::aws
