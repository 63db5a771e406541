// Hexadecimal, base64 and percent encoding.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace berth {

std::string to_hex(std::span<const std::byte> bytes);  // lower case
// Writes the same to `out`, which has room for two characters per byte. Returns the end of the
// text.
char* write_hex(std::span<const std::byte> bytes, char* out);
// nullopt unless `text` is an even number of hexadecimal digits.
std::optional<std::string> from_hex(std::string_view text);

// RFC 4648 section 4, padded.
std::string to_base64(std::string_view bytes);
// Strict: padding required, no white space, no stray bits. nullopt otherwise.
std::optional<std::string> from_base64(std::string_view text);

// RFC 3986 section 2.1. nullopt when a '%' is not followed by two hexadecimal digits.
std::optional<std::string> percent_decode(std::string_view text);
// Escapes everything but the unreserved characters of RFC 3986 section 2.3, and those in `keep`.
std::string percent_encode(std::string_view text, std::string_view keep = {});

}  // namespace berth
