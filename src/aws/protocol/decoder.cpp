#include "aws/protocol/decoder.h"

#include <algorithm>

#include "base/encoding.h"

namespace berth::aws {
namespace {

std::int64_t count_characters(std::string_view utf8) {
  return std::ranges::count_if(
      utf8, [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; });
}

}  // namespace

void Decoder::read(json::Value value, const Shape& shape, std::string& out) {
  const auto text = value.if_string();
  if (!text) return mistype(value, ShapeKind::string);
  if (shape.kind != ShapeKind::blob) {
    check_text(shape, *text);
    out = *text;
    return;
  }
  std::optional<std::string> bytes = from_base64(*text);
  if (!bytes) return mistype(value, ShapeKind::blob);
  check_range(shape, static_cast<std::int64_t>(bytes->size()), Rule::blob_length);
  out = *std::move(bytes);
}

void Decoder::read(json::Value value, const Shape& shape, std::int64_t& out) {
  // "7.0" is 7 for the real service, too. A number that does not fit into an int64 is too large in
  // any case.
  const auto number = value.if_whole();
  if (!number) return mistype(value, ShapeKind::integer);
  out = *number;
  check_range(shape, out, Rule::value);
}

void Decoder::read(json::Value value, const Shape&, bool& out) {
  const auto boolean = value.if_boolean();
  if (!boolean) return mistype(value, ShapeKind::boolean);
  out = *boolean;
}

void Decoder::check_text(const Shape& shape, std::string_view text) {
  if (!check_range(shape, count_characters(text), Rule::text_length)) return;
  if (shape.pattern == nullptr || shape.pattern->matches(text)) return;
  violate({.rule = Rule::pattern, .pattern = shape.pattern->text});
}

bool Decoder::check_range(const Shape& shape, std::int64_t measure, Rule rule) {
  if (measure >= shape.min && measure <= shape.max) return true;
  const bool is_less = measure < shape.min;
  violate({.rule = rule,
           .side = is_less ? RangeSide::min : RangeSide::max,
           .limit = is_less ? shape.min : shape.max});
  return false;
}

void Decoder::violate(Violation violation) {
  if (violation_) return;
  for (const std::string_view name : path_) {
    if (!violation.member.empty()) violation.member += '.';
    violation.member += name;
  }
  violation.is_in_list = list_depth_ > 0;
  violation_ = std::move(violation);
}

void Decoder::mistype(json::Value value, ShapeKind wanted) {
  if (wrong_type_) return;
  wrong_type_ =
      WrongType{.found = value.kind(), .is_true = value.if_boolean() == true, .wanted = wanted};
}

}  // namespace berth::aws
