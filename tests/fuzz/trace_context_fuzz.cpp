// The value of traceparent.
#include <algorithm>
#include <string>

#include "fuzz.h"
#include "http/trace_context.h"

namespace berth::fuzz {
namespace {

bool are_ids(std::string_view digits, std::size_t count) {
  return digits.size() == count &&
         std::ranges::all_of(
             digits, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }) &&
         digits.find_first_not_of('0') != std::string_view::npos;
}

}  // namespace

void check(std::string_view input) {
  const auto parent = http::parse_trace_parent(input);
  if (!parent) return;
  require(are_ids(parent->trace_id, 32), "a trace has an id of 16 bytes");
  require(are_ids(parent->parent_id, 16), "a span has an id of 8 bytes");
  const std::string written = std::string("00-")
                                  .append(parent->trace_id)
                                  .append("-")
                                  .append(parent->parent_id)
                                  .append("-00");
  const auto again = http::parse_trace_parent(written);
  require(again && again->trace_id == parent->trace_id && again->parent_id == parent->parent_id,
          "what was read can be passed on");
}

}  // namespace berth::fuzz
