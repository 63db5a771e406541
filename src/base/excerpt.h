// What an error quotes of what a client sent.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace berth {

// Enough to find again what was meant, and too little to make an answer as long as its request.
inline constexpr std::size_t kMaxExcerptBytes = 200;

// `text` or, if it is longer than that, its start, whole characters of UTF-8, and "...".
std::string excerpt(std::string_view text);

// The start of it, with '_' for what is not printable ASCII: what comes from elsewhere may be in no
// encoding.
std::string printable(std::string_view text, std::size_t max_bytes);

}  // namespace berth
