// Writes HTML that is escaped by construction: names of elements and attributes are literals that
// the compiler checks, and every text and value is escaped. There is no way to write anything else,
// so nothing that strangers pushed becomes markup.
#pragma once

#include <concepts>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "gallery/url.h"

namespace berth::gallery {

namespace html_names {
constexpr bool is_name(std::string_view text) {
  for (const char c : text) {
    if ((c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-') return false;
  }
  return !text.empty();
}
// Attributes whose value is an address.
constexpr bool is_address(std::string_view text) {
  return text == "href" || text == "src" || text == "action";
}
// Attributes that run or load something, or that a strict policy forbids.
constexpr bool is_active(std::string_view text) {
  return text.starts_with("on") || text == "style" || text == "srcdoc" || text == "formaction" ||
         text == "data" || text == "ping" || text == "srcset";
}
}  // namespace html_names

// The name of an element. A name that is not one does not compile.
class ElementName {
 public:
  consteval ElementName(const char* text) : text_(text) {  // NOLINT: literals convert
    if (!html_names::is_name(text_) || text_ == "style") throw "not the name of an element";
  }
  [[nodiscard]] constexpr std::string_view text() const { return text_; }

 private:
  std::string_view text_;
};

// The name of an attribute with a text as its value.
class AttributeName {
 public:
  consteval AttributeName(const char* text) : text_(text) {  // NOLINT: literals convert
    if (!html_names::is_name(text_) || html_names::is_address(text_) ||
        html_names::is_active(text_)) {
      throw "not the name of an attribute whose value is a text";
    }
  }
  [[nodiscard]] constexpr std::string_view text() const { return text_; }

 private:
  std::string_view text_;
};

// The name of an attribute with an address as its value.
class AddressName {
 public:
  consteval AddressName(const char* text) : text_(text) {  // NOLINT: literals convert
    if (!html_names::is_address(text_)) throw "not the name of an attribute for addresses";
  }
  [[nodiscard]] constexpr std::string_view text() const { return text_; }

 private:
  std::string_view text_;
};

// Views: for the duration of a call.
class Attribute {
 public:
  Attribute(AttributeName name, std::string_view value) : name_(name.text()), value_(value) {}
  Attribute(AddressName name, const Url& url) : name_(name.text()), value_(url.text()) {}

  [[nodiscard]] std::string_view name() const { return name_; }
  [[nodiscard]] std::string_view value() const { return value_; }

 private:
  std::string_view name_;
  std::string_view value_;
};
using Attributes = std::initializer_list<Attribute>;

// One thread. Elements are closed in the order that HTML asks for.
class Html {
 public:
  // Begins with the document type.
  static Html document();
  Html() = default;

  void text(std::string_view text);

  void open(ElementName name, Attributes attributes = {});
  // The element that was opened last.
  void close();
  // An element without content: <img>, <input>, <hr>.
  void empty(ElementName name, Attributes attributes = {});

  void element(ElementName name, Attributes attributes, std::string_view content) {
    open(name, attributes);
    text(content);
    close();
  }
  void element(ElementName name, std::string_view content) { element(name, {}, content); }
  template <std::invocable Content>
  void element(ElementName name, Attributes attributes, const Content& content) {
    open(name, attributes);
    content();
    close();
  }
  template <std::invocable Content>
  void element(ElementName name, const Content& content) {
    element(name, {}, content);
  }
  // A fragment that this class wrote before, such as one that was kept.
  void append(const Html& fragment) { out_ += fragment.out_; }

  // Everything, when all elements are closed.
  [[nodiscard]] std::string take() { return std::move(out_); }
  [[nodiscard]] std::size_t bytes() const { return out_.size(); }

 private:
  std::string out_;
  std::vector<std::string_view> open_;  // names
};

}  // namespace berth::gallery
