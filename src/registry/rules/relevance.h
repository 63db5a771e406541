// How well a repository fits the words of a search. Depends on nothing but this repository and the
// words, so that a search can be continued after a repository, whatever happens to others.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace berth {

// What is searched.
enum class SearchedText : std::uint8_t { name, aliases, display_name, description };
inline constexpr std::size_t kSearchedTexts = 4;

enum class WordMatch : std::uint8_t {
  beginning,  // of a longer word
  whole,
};

// Of one word found in one text. A repository has, of each word, what its best place is worth.
constexpr std::int64_t relevance_of(SearchedText text, WordMatch match) {
  constexpr std::array<std::int64_t, kSearchedTexts> kBeginning = {8, 4, 4, 1};
  return kBeginning[static_cast<std::size_t>(text)] * (match == WordMatch::whole ? 2 : 1);
}

// On top of that, if the name has no other words than those of the search.
inline constexpr std::int64_t kWholeNameRelevance = 100;

}  // namespace berth
