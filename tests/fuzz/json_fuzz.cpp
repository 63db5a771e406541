// One JSON text, as a stranger sends it.
#include <algorithm>
#include <boost/json/parse.hpp>
#include <string>

#include "fuzz.h"
#include "json/pretty.h"
#include "json/reader.h"
#include "json/writer.h"

namespace berth::fuzz {
namespace {

using json::Value;

std::size_t depth_of(Value from) {
  std::size_t depth = 0;
  if (const auto object = from.if_object()) {
    for (const json::Member& member : *object) depth = std::max(depth, depth_of(member.value));
    return depth + 1;
  }
  if (const auto array = from.if_array()) {
    for (const Value element : *array) depth = std::max(depth, depth_of(element));
    return depth + 1;
  }
  return 0;
}

// Compares with Boost.JSON's own tree, in which a repeated member occurs once.
bool is_same(Value ours, const boost::json::value& theirs) {
  if (const auto object = ours.if_object()) {
    const auto is_found = [&](const auto& member) {
      const auto found = object->find(member.key());
      return found && is_same(*found, member.value());
    };
    const bool repeats = json::find_repeated_member(ours).has_value();
    return theirs.is_object() && (repeats || theirs.get_object().size() == object->size()) &&
           std::ranges::all_of(theirs.get_object(), is_found);
  }
  if (const auto array = ours.if_array()) {
    return theirs.is_array() &&
           std::ranges::equal(*array, theirs.get_array(),
                              [](Value a, const boost::json::value& b) { return is_same(a, b); });
  }
  if (const auto text = ours.if_string()) return theirs.is_string() && theirs.get_string() == *text;
  if (const auto integer = ours.if_integer()) {
    return theirs.is_int64() && theirs.get_int64() == *integer && ours.if_whole() == integer;
  }
  if (ours.if_number()) return theirs.is_double() || theirs.is_uint64();
  if (const auto boolean = ours.if_boolean()) return theirs == *boolean;
  return ours.is_null() && theirs.is_null();
}

// The same members in the same order, and numbers spelt alike.
bool is_same(Value a, Value b) {
  if (const auto object = a.if_object()) {
    const auto other = b.if_object();
    const auto is_same_member = [](const json::Member& x, const json::Member& y) {
      return x.name == y.name && is_same(x.value, y.value);
    };
    return other && std::ranges::equal(*object, *other, is_same_member);
  }
  if (const auto array = a.if_array()) {
    const auto other = b.if_array();
    return other &&
           std::ranges::equal(*array, *other, [](Value x, Value y) { return is_same(x, y); });
  }
  return a.kind() == b.kind() && a.if_string() == b.if_string() && a.if_number() == b.if_number() &&
         a.if_boolean() == b.if_boolean();
}

// Everything that the writer supports: no null, no fractions, and no keys that need escapes.
void write(json::Writer& writer, Value from) {
  if (const auto object = from.if_object()) {
    writer.begin_object();
    for (const json::Member& member : *object) {
      writer.key("name");
      writer.string(member.name);
      writer.key("value");
      write(writer, member.value);
    }
    writer.end_object();
  } else if (const auto array = from.if_array()) {
    writer.begin_array();
    for (const Value element : *array) write(writer, element);
    writer.end_array();
  } else if (const auto text = from.if_string()) {
    writer.string(*text);
  } else if (const auto integer = from.if_integer()) {
    writer.number(*integer);
  } else if (const auto boolean = from.if_boolean()) {
    writer.boolean(*boolean);
  } else {
    writer.string({});
  }
}

void require_same_text(std::string_view text) {
  std::string out;
  json::Writer(out).string(text);
  const auto again = json::parse(out);
  require(again && again->root().if_string() == text, "a text reads as it was written");
}

void check_texts(Value from) {
  if (const auto text = from.if_string()) return require_same_text(*text);
  if (const auto array = from.if_array()) std::ranges::for_each(*array, check_texts);
  if (const auto object = from.if_object()) {
    for (const json::Member& member : *object) {
      require_same_text(member.name);
      check_texts(member.value);
    }
  }
}

void check_against_boost(std::string_view input,
                         const std::expected<json::Document, json::ParseError>& document) {
  boost::json::parse_options options;
  options.max_depth = json::kMaxDepth;
  boost::system::error_code failure;
  const boost::json::value theirs = boost::json::parse(input, failure, {}, options);
  const bool has_too_many = !document && document.error().reason == "has too many values";
  require(has_too_many || document.has_value() == !failure, "what is JSON is JSON for both");
  require(!document || is_same(document->root(), theirs), "and says the same");
}

}  // namespace

void check(std::string_view input) {
  const auto document = json::parse(input);
  check_against_boost(input, document);
  if (!document) {
    require(!document.error().reason.empty(), "a refusal has a reason");
    return;
  }
  const Value root = document->root();
  require(depth_of(root) <= json::kMaxDepth, "nesting is limited");
  check_texts(root);
  std::string written;
  json::Writer writer(written);
  write(writer, root);
  require(json::parse(written).has_value(), "what is written can be read");
  const std::string laid_out = json::pretty_print(root);
  const auto again = json::parse(laid_out);
  require(again && is_same(again->root(), root), "what is laid out can be read, and is the same");
}

}  // namespace berth::fuzz
