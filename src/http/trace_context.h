// Where a request belongs in a trace: the header field `traceparent` (W3C Trace Context,
// https://www.w3.org/TR/trace-context-2/).
#pragma once

#include <optional>
#include <string_view>

#include "http/message.h"

namespace berth::http {

// Views into what it was read from.
struct TraceParent {
  std::string_view trace_id;   // 32 lower-case hexadecimal digits, not all 0
  std::string_view parent_id;  // of the caller's span: 16 such digits
};

// nullopt: not valid, so it says nothing ("If the vendor failed to parse traceparent, it MUST NOT
// attempt to parse tracestate", and goes on as without one). A version above 00 is read as far as
// 00 goes.
std::optional<TraceParent> parse_trace_parent(std::string_view value);
// That of a request. nullopt: it has none, or several.
std::optional<TraceParent> trace_parent_of(const RequestHead& head);

}  // namespace berth::http
