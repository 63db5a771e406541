// Reading JSON from strangers (RFC 8259): bounded depth, valid UTF-8 only, nothing after the value.
// The only reader of JSON that Berth has.
#pragma once

#include <concepts>
#include <string>
#include <string_view>

#include "base/result.h"
#include "json/value.h"

namespace berth::json {

// Deeper nesting than any request or manifest has; what goes through a value by recursion stays far
// from the end of its stack.
inline constexpr std::size_t kMaxDepth = 32;

// The largest manifest there may be has 10,000 descriptors, of 4 values each and some annotations.
// Read, a value takes up to 48 bytes, however short its text.
inline constexpr std::size_t kMaxValues = 250'000;

// invalid_parameter with reason if `text` is not one JSON value, or of too many. Size is the
// caller's to bound; CPU grows with it and with nothing else. `text` must outlive the document.
Result<Document> parse(std::string_view text);
template <std::same_as<std::string> Temporary>
Result<Document> parse(Temporary&& text) = delete;

}  // namespace berth::json
