// The contents of a JSON text, as json::parse() (reader.h) found them: all values in one row.
//
// Members are not looked up by hash: strangers choose the names, and could choose names whose
// hashes collide. A lookup compares the name with every member of its object. With a few lookups
// per object, as everywhere in Berth, the time to read a text grows with its length, whatever it
// contains.
//
// Values are views of a Document, and as cheap to copy as a pointer.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string_view>
#include <vector>

namespace berth::json {

enum class Kind : std::uint8_t { null, boolean, number, string, array, object };

// A value, followed by its contents; or the name of a member, followed by the member's value.
struct Node {
  const char* text = nullptr;  // strings: unescaped; numbers: as written
  std::uint32_t size = 0;      // bytes of the text; elements; members; 1 for true
  std::uint32_t span = 1;      // number of nodes: this one and its contents
  Kind kind = Kind::null;
};

class Array;
class Object;

class Value {
 public:
  explicit Value(const Node* node) : node_(node) {}

  [[nodiscard]] Kind kind() const { return node_->kind; }
  [[nodiscard]] bool is_null() const { return kind() == Kind::null; }

  // nullopt: the value is of another kind.
  [[nodiscard]] std::optional<bool> if_boolean() const;
  [[nodiscard]] std::optional<std::string_view> if_string() const { return text_of(Kind::string); }
  // As written: readers do not agree on the value of "1e999".
  [[nodiscard]] std::optional<std::string_view> if_number() const { return text_of(Kind::number); }
  // Only if written without fraction and exponent, and within an int64.
  [[nodiscard]] std::optional<std::int64_t> if_integer() const;
  // A whole number, however it is written: "2", "2.0", "20e-1". Outside the range of an int64, the
  // nearest int64.
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

  // The last member of that name, as in most readers. Looks at every member.
  [[nodiscard]] std::optional<Value> find(std::string_view name) const;
  [[nodiscard]] bool contains(std::string_view name) const { return find(name).has_value(); }

 private:
  const Node* node_;
};

// Owns what its values are views of, except text that stands unescaped in the parsed input: both
// must outlive the values. Can be moved, but not copied.
class Document {
 public:
  // `nodes`: one value and its contents. `unescaped`: what some of their views point into.
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

// The name of a member that `value`, or an object inside it, has twice; nullopt if all names are
// unique. Costs a sort of the names of each object.
std::optional<std::string_view> find_repeated_member(Value value);

}  // namespace berth::json
