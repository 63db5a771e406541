#include "json/pretty.h"

#include <cstddef>

#include "json/writer.h"

namespace berth::json {
namespace {

void start_line(std::string& out, std::size_t level) {
  out += '\n';
  out.append(2 * level, ' ');
}

// Recurses as deep as the reader allows: json::kMaxDepth.
class Printer {
 public:
  Printer(std::string& out, const Replacements& replacements)
      : out_(out), replacements_(replacements) {}

  void append(Value value, std::size_t level) {
    if (const auto object = value.if_object()) return append_object(*object, level);
    if (const auto array = value.if_array()) return append_array(*array, level);
    if (const auto text = value.if_string()) return append_text(value, *text);
    if (const auto number = value.if_number()) {
      out_ += *number;
    } else if (const auto boolean = value.if_boolean()) {
      out_ += *boolean ? "true" : "false";
    } else {
      out_ += "null";
    }
  }

 private:
  void append_object(Object object, std::size_t level) {
    out_ += '{';
    bool comma_due = false;
    for (const auto& [name, value] : object) {
      if (comma_due) out_ += ',';
      comma_due = true;
      start_line(out_, level + 1);
      Writer(out_).string(name);
      out_ += " : ";
      append(value, level + 1);
    }
    if (object.empty()) {
      out_ += ' ';
    } else {
      start_line(out_, level);
    }
    out_ += '}';
  }
  void append_array(Array array, std::size_t level) {
    out_ += "[ ";
    bool comma_due = false;
    for (const Value element : array) {
      if (comma_due) out_ += ", ";
      comma_due = true;
      append(element, level);
    }
    out_ += array.empty() ? "]" : " ]";
  }
  void append_text(Value value, std::string_view text) {
    const auto replaced = replacements_.find(value.node());
    Writer(out_).string(replaced == replacements_.end() ? text : replaced->second);
  }

  std::string& out_;
  const Replacements& replacements_;
};

}  // namespace

std::string pretty_print(Value value) {
  return pretty_print(value, {});
}

std::string pretty_print(Value value, const Replacements& replacements) {
  std::string out;
  Printer(out, replacements).append(value, 0);
  return out;
}

}  // namespace berth::json
