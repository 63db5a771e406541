// The word that an unknown word was meant to be, for the end of an error message.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace berth {

// The known word from which `word` differs by the fewest typing errors: a letter that is missing,
// extra, wrong, or swapped with its neighbour. Empty if no word is similar: more errors than a
// third of the letters suggest that another word was meant. Takes time proportional to the product
// of the lengths: `word` must come from an operator, not from a stranger.
std::string_view closest_word(std::string_view word, std::span<const std::string_view> known);

// "; did you mean 'serve'?", or nothing.
std::string did_you_mean(std::string_view word, std::span<const std::string_view> known);

}  // namespace berth
