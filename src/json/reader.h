// Reading JSON from strangers (RFC 8259): bounded depth, valid UTF-8 only, nothing after the value.
// Berth's only JSON reader.
#pragma once

#include <concepts>
#include <expected>
#include <string>
#include <string_view>

#include "json/value.h"

namespace berth::json {

// Deeper nesting than any request or manifest has. Code that recurses through a value stays far
// from the end of its stack.
inline constexpr std::size_t kMaxDepth = 32;

// The largest manifest allowed has 10,000 descriptors, with 4 values each and some annotations. A
// value that was read takes up to 48 bytes, however short its text.
inline constexpr std::size_t kMaxValues = 250'000;

// Why a text was not read.
struct ParseError {
  std::string reason;  // "is too long"
  bool operator==(const ParseError&) const = default;
};

// Fails if `text` is not exactly one JSON value, or has too many values.
// The caller bounds the size; CPU time grows with it and with nothing else. `text` must outlive the
// document.
std::expected<Document, ParseError> parse(std::string_view text);
template <std::same_as<std::string> Temporary>
std::expected<Document, ParseError> parse(Temporary&& text) = delete;

}  // namespace berth::json
