#include "json/pretty.h"

#include <cstddef>

#include "json/writer.h"

namespace berth::json {
namespace {

void start_line(std::string& out, std::size_t level) {
  out += '\n';
  out.append(2 * level, ' ');
}

void append(std::string& out, Value value, std::size_t level);

void append_object(std::string& out, Object object, std::size_t level) {
  out += '{';
  bool comma_due = false;
  for (const auto& [name, value] : object) {
    if (comma_due) out += ',';
    comma_due = true;
    start_line(out, level + 1);
    Writer(out).string(name);
    out += " : ";
    append(out, value, level + 1);
  }
  if (object.empty()) {
    out += ' ';
  } else {
    start_line(out, level);
  }
  out += '}';
}

void append_array(std::string& out, Array array, std::size_t level) {
  out += "[ ";
  bool comma_due = false;
  for (const Value element : array) {
    if (comma_due) out += ", ";
    comma_due = true;
    append(out, element, level);
  }
  out += array.empty() ? "]" : " ]";
}

// As deep as the reader let it be: json::kMaxDepth.
void append(std::string& out, Value value, std::size_t level) {
  if (const auto object = value.if_object()) return append_object(out, *object, level);
  if (const auto array = value.if_array()) return append_array(out, *array, level);
  if (const auto text = value.if_string()) return Writer(out).string(*text);
  if (const auto number = value.if_number()) {
    out += *number;
  } else if (const auto boolean = value.if_boolean()) {
    out += *boolean ? "true" : "false";
  } else {
    out += "null";
  }
}

}  // namespace

std::string pretty_print(Value value) {
  std::string out;
  append(out, value, 0);
  return out;
}

}  // namespace berth::json
