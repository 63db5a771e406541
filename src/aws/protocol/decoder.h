// Decodes JSON into the structs that shape.h describes. Undeclared members are ignored, and null
// means absent.
//
// A value of the wrong type is a SerializationException, whatever else is wrong; otherwise the
// first broken constraint is an InvalidParameterException.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/protocol/service_error.h"
#include "aws/protocol/shape.h"
#include "json/value.h"

namespace berth::aws {

class Decoder {
 public:
  template <Structure T>
  static std::expected<T, ServiceError> decode(json::Object source) {
    Decoder decoder;
    T out;
    decoder.read_members(source, out);
    if (decoder.type_error_) return std::unexpected(*std::move(decoder.type_error_));
    if (decoder.violation_) return std::unexpected(to_service_error(*decoder.violation_));
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
        violate("must not be null");
      }
      path_.pop_back();
    });
  }

  template <Structure T>
  void read(json::Value value, const Shape&, T& out) {
    if (const auto object = value.if_object()) {
      read_members(*object, out);
    } else {
      mistype(value, "structure");
    }
  }

  template <typename T>
  void read(json::Value value, const Shape& shape, std::optional<T>& out) {
    read(value, shape, out.emplace());
  }

  template <typename T>
  void read(json::Value value, const Shape& shape, std::vector<T>& out) {
    const auto array = value.if_array();
    if (!array) return mistype(value, "list");
    // A list that is too long is not read: this limits what a request may cost.
    if (!check_range(shape, static_cast<std::int64_t>(array->size()), "Member must have length")) {
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
  bool check_range(const Shape& shape, std::int64_t measure, std::string_view what);
  void violate(std::string reason);
  void mistype(json::Value value, std::string_view wanted);

  std::vector<std::string_view> path_;  // of the member being read
  int list_depth_ = 0;
  std::optional<ServiceError> type_error_;
  std::optional<Error> violation_;
};

}  // namespace berth::aws
