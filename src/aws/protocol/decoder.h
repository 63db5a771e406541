// Decodes JSON into the structs that shape.h describes. Undeclared members are ignored, and null
// means absent.
//
// A value of the wrong type is reported first, whatever else is wrong; otherwise the first
// violation of a rule.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "aws/protocol/shape.h"
#include "json/value.h"

namespace berth::aws {

struct WrongType {
  json::Kind found;
  bool is_true;  // of a boolean
  ShapeKind wanted;

  bool operator==(const WrongType&) const = default;
};

enum class Rule : std::uint8_t { presence, text_length, blob_length, list_length, value, pattern };
enum class RangeSide : std::uint8_t { min, max };
struct Violation {
  std::string member = {};  // the path to it: "catalogData.aboutText"
  Rule rule = Rule::presence;
  bool is_in_list = false;          // an element of the member breaks the rule
  RangeSide side = RangeSide::min;  // of a length or value
  std::int64_t limit = 0;           // likewise
  std::string_view pattern = {};    // lives for ever

  bool operator==(const Violation&) const = default;
};

using DecodeError = std::variant<WrongType, Violation>;

class Decoder {
 public:
  template <Structure T>
  static std::expected<T, DecodeError> decode(json::Object source) {
    Decoder decoder;
    T out;
    decoder.read_members(source, out);
    if (decoder.wrong_type_) return std::unexpected(*decoder.wrong_type_);
    if (decoder.violation_) return std::unexpected(*std::move(decoder.violation_));
    return out;
  }

 private:
  template <Structure T>
  void read_members(json::Object source, T& out) {
    for_each_member<T>([&](const auto& member) {
      path_.push_back(member.name);
      const std::optional<json::Value> value = source.find(member.name);
      if (value && !value->is_null()) {
        read(*value, *member.shape, out.*member.pointer);
      } else if (member.presence == Presence::required) {
        violate({.rule = Rule::presence});
      }
      path_.pop_back();
    });
  }

  template <Structure T>
  void read(json::Value value, const Shape&, T& out) {
    if (const auto object = value.if_object()) {
      read_members(*object, out);
    } else {
      mistype(value, ShapeKind::structure);
    }
  }

  template <typename T>
  void read(json::Value value, const Shape& shape, std::optional<T>& out) {
    read(value, shape, out.emplace());
  }

  template <typename T>
  void read(json::Value value, const Shape& shape, std::vector<T>& out) {
    const auto array = value.if_array();
    if (!array) return mistype(value, ShapeKind::list);
    // A list that is too long is not read: this limits what a request may cost.
    if (!check_range(shape, static_cast<std::int64_t>(array->size()), Rule::list_length)) {
      return;
    }
    ++list_depth_;
    for (const json::Value element : *array) {
      read(element, *shape.element, out.emplace_back());
    }
    --list_depth_;
  }

  void read(json::Value value, const Shape& shape, std::string& out);
  void read(json::Value value, const Shape& shape, std::int64_t& out);
  void read(json::Value value, const Shape& shape, bool& out);

  void check_text(const Shape& shape, std::string_view text);
  bool check_range(const Shape& shape, std::int64_t measure, Rule rule);
  // Fills in where.
  void violate(Violation violation);
  void mistype(json::Value value, ShapeKind wanted);

  std::vector<std::string_view> path_;  // of the member being read
  int list_depth_ = 0;
  std::optional<WrongType> wrong_type_;
  std::optional<Violation> violation_;
};

}  // namespace berth::aws
