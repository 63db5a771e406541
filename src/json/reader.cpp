#include "json/reader.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

namespace berth::json {
namespace {

// The end of the string that begins at `begin`: of its closing quote, or of a text that lacks it.
std::size_t find_closing_quote(std::string_view text, std::size_t begin) {
  for (std::size_t at = text.find('"', begin + 1); at != text.npos; at = text.find('"', at + 1)) {
    // The opening quote is none of the backslashes, an odd number of which escapes the quote.
    const std::size_t backslashes = at - 1 - text.find_last_not_of('\\', at - 1);
    if (backslashes % 2 == 0) return at;
  }
  return text.size();
}

// How many of these characters there are outside of strings, up to a limit.
std::size_t count_structural(std::string_view text, std::string_view characters,
                             std::size_t limit) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size() && count < limit; ++at) {
    if (text[at] == '"') {
      at = find_closing_quote(text, at);
    } else if (characters.contains(text[at])) {
      ++count;
    }
  }
  return count;
}

std::size_t count_members(const boost::json::value& value) {
  std::size_t count = 0;
  if (const auto* object = value.if_object()) {
    count = object->size();
    for (const auto& member : *object) count += count_members(member.value());
  } else if (const auto* array = value.if_array()) {
    for (const auto& element : *array) count += count_members(element);
  }
  return count;
}

// Before each value comes one of these, but for the whole. A value takes a byte or more: a text
// that is short enough is not counted.
bool has_too_many_values(std::string_view text) {
  return text.size() > kMaxValues && count_structural(text, "[{,", kMaxValues) == kMaxValues;
}

}  // namespace

Result<boost::json::value> parse(std::string_view text) {
  if (has_too_many_values(text)) {
    return fail({.code = ErrorCode::invalid_parameter, .reason = "has too many values"});
  }
  boost::json::parse_options options;
  options.max_depth = kMaxDepth;
  boost::system::error_code failure;
  boost::json::value value = boost::json::parse(text, failure, {}, options);
  if (failure) {
    return fail({.code = ErrorCode::invalid_parameter, .reason = failure.message()});
  }
  return value;
}

bool repeats_member(std::string_view text, const boost::json::value& value) {
  return count_structural(text, ":", text.size()) > count_members(value);
}

}  // namespace berth::json
