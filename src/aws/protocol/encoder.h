// Encodes the structs that shape.h describes as JSON. Absent optionals are omitted, as by the real
// service; timestamps are seconds since the epoch with milliseconds.
#pragma once

#include <concepts>
#include <functional>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "aws/protocol/shape.h"
#include "json/writer.h"

namespace berth::aws {

// A list in a response whose elements are written as they are read from the store: a page of a
// thousand is never held in memory, and elements may be views. `produce` is called once, after the
// preceding members have been written, and may set the members that follow.
template <typename Response, typename Element>
struct StreamedList {
  using Emit = std::function<void(const Element&)>;
  std::function<void(Response&, const Emit&)> produce;
};

// A text whose grammar rules out characters that JSON has to escape.
struct PlainText {
  std::string_view text;
};

inline void write(json::Writer& writer, std::string_view text) {
  writer.string(text);
}
inline void write(json::Writer& writer, PlainText plain) {
  writer.plain(plain.text);
}
inline void write(json::Writer& writer, std::int64_t number) {
  writer.number(number);
}
inline void write(json::Writer& writer, std::uint64_t number) {
  writer.number(number);
}
inline void write(json::Writer& writer, Timestamp time) {
  writer.epoch_seconds(time);
}
template <std::same_as<bool> Boolean>  // no conversions: everything converts to bool
void write(json::Writer& writer, Boolean value) {
  writer.boolean(value);
}

template <Structure T>
void write_structure(json::Writer& writer, T& value);

template <Structure T>
void write(json::Writer& writer, const T& value) {
  write_structure(writer, value);
}

template <typename T>
void write(json::Writer& writer, const std::vector<T>& list) {
  writer.begin_array();
  for (const T& element : list) write(writer, element);
  writer.end_array();
}

template <const auto& Key, typename Owner, typename T>
void write_member(json::Writer& writer, Owner&, const T& value) {
  writer.key(Key);
  write(writer, value);
}

template <const auto& Key, typename Owner, typename T>
void write_member(json::Writer& writer, Owner& owner, const std::optional<T>& value) {
  if (value) write_member<Key>(writer, owner, *value);
}

template <const auto& Key, typename Owner, typename Element>
void write_member(json::Writer& writer, Owner& owner, const StreamedList<Owner, Element>& list) {
  writer.key(Key);
  writer.begin_array();
  list.produce(owner, [&writer](const Element& element) { write(writer, element); });
  writer.end_array();
}

// A structure's member by its number, and its wire name.
template <Structure T, std::size_t Index>
inline constexpr auto kMember = std::get<Index>(T::members());
template <Structure T, std::size_t Index>
inline constexpr json::Key<kMember<T, Index>.name.size()> kKey{kMember<T, Index>.name};

// Into an object that the caller has begun and ends.
template <Structure T>
void write_members(json::Writer& writer, T& value) {
  using Plain = std::remove_const_t<T>;
  constexpr std::size_t kCount = std::tuple_size_v<decltype(Plain::members())>;
  [&]<std::size_t... Index>(std::index_sequence<Index...>) {
    (write_member<kKey<Plain, Index>>(writer, value, value.*kMember<Plain, Index>.pointer), ...);
  }(std::make_index_sequence<kCount>());
}

template <Structure T>
void write_structure(json::Writer& writer, T& value) {
  writer.begin_object();
  write_members(writer, value);
  writer.end_object();
}

}  // namespace berth::aws
