// What a JSON text says, as json::parse() (reader.h) found it: all values of the text in one row.
//
// No member is found by a hash: strangers choose the names, and of a table would choose those whose
// hashes collide. To find one costs a look at each member of its object; who asks for a few names,
// as everybody does here, reads a text in time that grows with its length, whatever is in it.
//
// Everything here is a view of a Document, and as cheap to copy as a pointer.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string_view>
#include <vector>

namespace berth::json {

enum class Kind : std::uint8_t { null, boolean, number, string, array, object };

// A value, and after it what is in it; or the name of a member, and after it the member's value.
struct Node {
  const char* text = nullptr;  // of strings as they read, of numbers as they are written
  std::uint32_t size = 0;      // bytes of the text; elements; members; 1 for true
  std::uint32_t span = 1;      // how many nodes this one and what is in it are
  Kind kind = Kind::null;
};

class Array;
class Object;

class Value {
 public:
  explicit Value(const Node* node) : node_(node) {}

  [[nodiscard]] Kind kind() const { return node_->kind; }
  [[nodiscard]] bool is_null() const { return kind() == Kind::null; }

  // nullopt: it is something else.
  [[nodiscard]] std::optional<bool> if_boolean() const;
  [[nodiscard]] std::optional<std::string_view> if_string() const { return text_of(Kind::string); }
  // As it is written: "1e999" has no other value that all readers would agree on.
  [[nodiscard]] std::optional<std::string_view> if_number() const { return text_of(Kind::number); }
  // Written without fraction and exponent, and no more than an int64 holds.
  [[nodiscard]] std::optional<std::int64_t> if_integer() const;
  // Of a whole number, however it is written: "2", "2.0", "20e-1". One that an int64 does not hold
  // is the nearest one that it does.
  [[nodiscard]] std::optional<std::int64_t> if_whole() const;
  [[nodiscard]] std::optional<Array> if_array() const;
  [[nodiscard]] std::optional<Object> if_object() const;

  [[nodiscard]] const Node* node() const { return node_; }

 private:
  [[nodiscard]] std::optional<std::string_view> text_of(Kind kind) const {
    if (node_->kind != kind) return std::nullopt;
    return std::string_view(node_->text, node_->size);
  }

  const Node* node_;
};

struct Member {
  std::string_view name;
  Value value;
};

// Over elements, or members, in the order of the text.
template <typename Item>
class Iterator {
 public:
  using value_type = Item;
  using difference_type = std::ptrdiff_t;

  Iterator() = default;
  explicit Iterator(const Node* at) : at_(at) {}

  Item operator*() const;
  Iterator& operator++();
  Iterator operator++(int) {
    Iterator before = *this;
    ++*this;
    return before;
  }
  bool operator==(const Iterator&) const = default;

 private:
  const Node* at_ = nullptr;
};

template <>
inline Value Iterator<Value>::operator*() const {
  return Value(at_);
}
template <>
inline Iterator<Value>& Iterator<Value>::operator++() {
  at_ += at_->span;
  return *this;
}
template <>
inline Member Iterator<Member>::operator*() const {
  return {.name = {at_->text, at_->size}, .value = Value(at_ + 1)};
}
template <>
inline Iterator<Member>& Iterator<Member>::operator++() {
  at_ += 1 + (at_ + 1)->span;
  return *this;
}

class Array {
 public:
  explicit Array(const Node* node) : node_(node) {}

  [[nodiscard]] std::size_t size() const { return node_->size; }
  [[nodiscard]] bool empty() const { return size() == 0; }
  [[nodiscard]] Iterator<Value> begin() const { return Iterator<Value>(node_ + 1); }
  [[nodiscard]] Iterator<Value> end() const { return Iterator<Value>(node_ + node_->span); }

 private:
  const Node* node_;
};

class Object {
 public:
  explicit Object(const Node* node) : node_(node) {}

  [[nodiscard]] std::size_t size() const { return node_->size; }
  [[nodiscard]] bool empty() const { return size() == 0; }
  [[nodiscard]] Iterator<Member> begin() const { return Iterator<Member>(node_ + 1); }
  [[nodiscard]] Iterator<Member> end() const { return Iterator<Member>(node_ + node_->span); }

  // Of a member that is given twice the last, as most readers have it. Looks at every member.
  [[nodiscard]] std::optional<Value> find(std::string_view name) const;
  [[nodiscard]] bool contains(std::string_view name) const { return find(name).has_value(); }

 private:
  const Node* node_;
};

// Owns what its values are views of, but for what stands in the text that was parsed as it reads:
// both must outlive the values. To be moved, not copied.
class Document {
 public:
  // `nodes`: one value with what is in it. `unescaped`: what views of them point into.
  Document(std::vector<Node> nodes, std::vector<char> unescaped)
      : nodes_(std::move(nodes)), unescaped_(std::move(unescaped)) {}
  Document(const Document&) = delete;
  Document& operator=(const Document&) = delete;
  Document(Document&&) = default;
  Document& operator=(Document&&) = default;
  ~Document() = default;

  [[nodiscard]] Value root() const { return Value(nodes_.data()); }

 private:
  std::vector<Node> nodes_;
  std::vector<char> unescaped_;
};

// The name of a member that an object of `value`, or the value itself, has twice; nullopt: each has
// each once. Costs what it takes to sort the names of each object.
std::optional<std::string_view> find_repeated_member(Value value);

}  // namespace berth::json
