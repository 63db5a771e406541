// The part of a client's input that an error quotes.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace berth {

// Enough to recognize the input, too little to make an answer as long as its request.
inline constexpr std::size_t kMaxExcerptBytes = 200;

// `text`; if it is longer than that, its start, cut between UTF-8 characters, and "...".
std::string excerpt(std::string_view text);

// The start of `text`, with '_' for every byte that is not printable ASCII: text from elsewhere may
// be in no encoding at all.
std::string printable(std::string_view text, std::size_t max_bytes);

}  // namespace berth
