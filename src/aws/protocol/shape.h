// The shapes of the AWS JSON protocol, declared once: every structure of a service model is a C++
// struct whose members() ties each wire name to a member and to the rules for its value. Reading
// requests (decoder.h), writing responses (encoder.h), the check against Amazon's own service model
// and the reference documentation all come from these declarations.
//
//   struct Book {
//     std::optional<std::string> title;
//     static constexpr auto members() {
//       return std::tuple(optional("title", &Book::title, shapes::title));
//     }
//   };
#pragma once

#include <cstdint>
#include <limits>
#include <string_view>
#include <tuple>

namespace berth::aws {

enum class ShapeKind : std::uint8_t {
  string,
  blob,  // base64 in JSON
  integer,
  long_integer,
  boolean,
  timestamp,  // seconds since the epoch, a JSON number
  list,
  structure,
};

// A regular expression of the service model, with a matcher written for it: the input comes from
// strangers, and std::regex recurses once per character.
struct Pattern {
  std::string_view text;
  bool (*matches)(std::string_view);
};

inline constexpr std::int64_t kUnbounded = std::numeric_limits<std::int64_t>::max();

struct Shape {
  std::string_view name;  // as in the service model
  ShapeKind kind = ShapeKind::string;
  // Limits the value of a number, or the length of a string in characters, of a blob in bytes, of a
  // list in elements.
  std::int64_t min = 0;
  std::int64_t max = kUnbounded;
  const Pattern* pattern = nullptr;
  const Shape* element = nullptr;  // for lists
  std::string_view documentation = {};
};

enum class Presence : std::uint8_t { optional, required };

template <typename Structure, typename Value>
struct Member {
  std::string_view name;  // on the wire
  Value Structure::* pointer;
  const Shape* shape;
  Presence presence;
};

template <typename Structure, typename Value>
constexpr Member<Structure, Value> optional(std::string_view name, Value Structure::* pointer,
                                            const Shape& shape) {
  return {name, pointer, &shape, Presence::optional};
}

template <typename Structure, typename Value>
constexpr Member<Structure, Value> required(std::string_view name, Value Structure::* pointer,
                                            const Shape& shape) {
  return {name, pointer, &shape, Presence::required};
}

template <typename T>
concept Structure = requires { T::members(); };

// Calls `visit` with each Member of the structure, in declared order.
template <Structure T, typename Visitor>
constexpr void for_each_member(Visitor&& visit) {
  std::apply([&visit](const auto&... member) { (visit(member), ...); }, T::members());
}

}  // namespace berth::aws
