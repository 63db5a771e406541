// One JSON text, as a stranger sends it.
#include <algorithm>
#include <boost/json/value.hpp>
#include <string>

#include "fuzz.h"
#include "json/pretty.h"
#include "json/reader.h"
#include "json/writer.h"

namespace berth::fuzz {
namespace {

using boost::json::value;

std::size_t depth_of(const value& from) {
  std::size_t depth = 0;
  if (const auto* object = from.if_object()) {
    for (const auto& member : *object) depth = std::max(depth, depth_of(member.value()));
    return depth + 1;
  }
  if (const auto* array = from.if_array()) {
    for (const value& element : *array) depth = std::max(depth, depth_of(element));
    return depth + 1;
  }
  return 0;
}

// Boost.JSON 1.81 reads fractions with an error in the last place, and "1e999" as infinite: such
// numbers are not laid out.
bool has_double(const value& from) {
  if (const auto* object = from.if_object()) {
    return std::ranges::any_of(*object, [](const auto& m) { return has_double(m.value()); });
  }
  if (const auto* array = from.if_array()) return std::ranges::any_of(*array, has_double);
  return from.is_double();
}

// Everything the writer can say: it knows no null, no fractions, and no keys that need escapes.
void write(json::Writer& writer, const value& from) {
  if (const auto* object = from.if_object()) {
    writer.begin_object();
    for (const auto& member : *object) {
      writer.key("name");
      writer.string(member.key());
      writer.key("value");
      write(writer, member.value());
    }
    writer.end_object();
  } else if (const auto* array = from.if_array()) {
    writer.begin_array();
    for (const value& element : *array) write(writer, element);
    writer.end_array();
  } else if (const auto* text = from.if_string()) {
    writer.string(*text);
  } else if (const auto* integer = from.if_int64()) {
    writer.number(std::int64_t{*integer});
  } else if (const auto* natural = from.if_uint64()) {
    writer.number(std::uint64_t{*natural});
  } else if (const auto* boolean = from.if_bool()) {
    writer.boolean(*boolean);
  } else {
    writer.string({});
  }
}

void require_same_text(std::string_view text) {
  std::string out;
  json::Writer(out).string(text);
  const auto again = json::parse(out);
  require(again && again->is_string() && std::string_view(again->get_string()) == text,
          "a text reads as it was written");
}

void check_texts(const value& from) {
  if (const auto* text = from.if_string()) return require_same_text(*text);
  if (const auto* array = from.if_array()) std::ranges::for_each(*array, check_texts);
  if (const auto* object = from.if_object()) {
    for (const auto& member : *object) {
      require_same_text(member.key());
      check_texts(member.value());
    }
  }
}

}  // namespace

void check(std::string_view input) {
  const auto parsed = json::parse(input);
  if (!parsed) {
    require(!parsed.error().reason.empty(), "a refusal has a reason");
    return;
  }
  require(depth_of(*parsed) <= json::kMaxDepth, "nesting is limited");
  check_texts(*parsed);
  std::string written;
  json::Writer writer(written);
  write(writer, *parsed);
  require(json::parse(written).has_value(), "what is written can be read");
  if (has_double(*parsed)) return;
  const std::string laid_out = json::pretty_print(*parsed);
  const auto again = json::parse(laid_out);
  require(again.has_value(), "what is laid out can be read");
  require(!json::repeats_member(laid_out, *again), "and has each member once");
  require(*again == *parsed, "and is the same");
}

}  // namespace berth::fuzz
