// Reading JSON from strangers (RFC 8259): bounded depth, valid UTF-8 only, nothing after the value.
#pragma once

#include <boost/json/value.hpp>
#include <string_view>

#include "base/result.h"

namespace berth::json {

// Deeper nesting than any request or manifest has; a parser that recurses stays far from its stack.
inline constexpr std::size_t kMaxDepth = 32;

// The largest manifest there may be has 10,000 descriptors, of 4 values each and some annotations.
// Read, a value takes up to 80 bytes, however short its text.
inline constexpr std::size_t kMaxValues = 250'000;

// invalid_parameter with reason if `text` is not one JSON value, or of too many. Size is the
// caller's to bound.
Result<boost::json::value> parse(std::string_view text);

// Whether an object of `value`, which `text` was parsed to, has a member twice: parse() keeps the
// last.
bool repeats_member(std::string_view text, const boost::json::value& value);

}  // namespace berth::json
