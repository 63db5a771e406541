#include "json/pretty.h"

#include <boost/json/serialize.hpp>
#include <cstddef>

#include "json/writer.h"

namespace berth::json {
namespace {

void start_line(std::string& out, std::size_t level) {
  out += '\n';
  out.append(2 * level, ' ');
}

void append(std::string& out, const boost::json::value& value, std::size_t level);

void append_object(std::string& out, const boost::json::object& object, std::size_t level) {
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

void append_array(std::string& out, const boost::json::array& array, std::size_t level) {
  out += "[ ";
  bool comma_due = false;
  for (const boost::json::value& element : array) {
    if (comma_due) out += ", ";
    comma_due = true;
    append(out, element, level);
  }
  out += array.empty() ? "]" : " ]";
}

// As deep as the reader let it be: json::kMaxDepth.
void append(std::string& out, const boost::json::value& value, std::size_t level) {
  if (const auto* object = value.if_object()) return append_object(out, *object, level);
  if (const auto* array = value.if_array()) return append_array(out, *array, level);
  if (const auto* text = value.if_string()) return Writer(out).string(*text);
  out += boost::json::serialize(value);
}

}  // namespace

std::string pretty_print(const boost::json::value& value) {
  std::string out;
  append(out, value, 0);
  return out;
}

}  // namespace berth::json
