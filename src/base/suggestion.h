// What was meant by a word that is not known: for the end of an error message.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace berth {

// The known word from which `word` differs by the fewest typing errors: a letter that is missing,
// too many, another one, or in the place of its neighbour. Empty if none is alike: as many errors
// as a third of the letters say that something else was meant. Takes time in proportion to the
// product of the lengths: `word` is a person's, not a stranger's.
std::string_view closest_word(std::string_view word, std::span<const std::string_view> known);

// "; did you mean 'serve'?", or nothing.
std::string did_you_mean(std::string_view word, std::span<const std::string_view> known);

}  // namespace berth
