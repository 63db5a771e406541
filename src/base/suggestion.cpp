#include "base/suggestion.h"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace berth {
namespace {

constexpr std::size_t kLettersPerError = 3;

// The fewest errors that turn one into the other (Damerau's distance with adjacent transpositions).
std::size_t errors_between(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before_last(b.size() + 1);
  std::vector<std::size_t> last(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::swap(before_last, last);
    std::swap(last, row);
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t other = a[i - 1] == b[j - 1] ? 0 : 1;
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + other});
      const bool is_swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (is_swapped) row[j] = std::min(row[j], before_last[j - 2] + 1);
    }
  }
  return row[b.size()];
}

}  // namespace

std::string_view closest_word(std::string_view word, std::span<const std::string_view> known) {
  std::string_view closest;
  std::size_t fewest = word.size() / kLettersPerError + 1;
  for (const std::string_view candidate : known) {
    const std::size_t errors = errors_between(word, candidate);
    if (errors >= fewest) continue;
    fewest = errors;
    closest = candidate;
  }
  return closest;
}

std::string did_you_mean(std::string_view word, std::span<const std::string_view> known) {
  const std::string_view meant = closest_word(word, known);
  return meant.empty() ? std::string() : "; did you mean '" + std::string(meant) + "'?";
}

}  // namespace berth
