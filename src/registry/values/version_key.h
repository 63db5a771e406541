// The order of versions among tags, as bytes that compare like it.
//
// A version begins with a number, with or without "v" before it: "1.25.3", "v2", "22.04". All other
// names, and the ids of commits (7 to 64 lower-case hexadecimal digits, a letter among them), come
// before all versions, in natural order: "alpine3.9" before "alpine3.18", "latest" among them by
// its letters.
//
// Versions are compared by
//  1. their numbers, of any length and however many. Missing ones are zero: "1.25" is "1.25.0";
//  2. what follows the numbers: a version with a suffix comes before the one without it, as a
//     pre-release does. So "1.25.3-rc.1" and "1.25.3-alpine" stand between "1.25.2" and "1.25.3".
//     Suffixes after "-" compare as in Semantic Versioning 2.0.0, section 11: by parts between
//     dots, numbers before words, numbers by value, words byte by byte. Suffixes that follow the
//     numbers at once ("3.13.0rc2", "17beta1", "8u392") are in natural order.
// What follows "_" or "+" is build metadata and does not count (Helm writes "+" as "_" in tags).
// Tags with the same key are ordered by their names.
#pragma once

#include <compare>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace berth {

class VersionKey {
 public:
  // Of the key of a name of TagName::kMaxLength.
  static constexpr std::size_t kMaxBytes = 272;

  // Of any text of up to TagName::kMaxLength bytes. One pass and one allocation: every push
  // computes one for each tag that it moves.
  static VersionKey of(std::string_view name);

  // Compares like memcmp().
  [[nodiscard]] const std::string& bytes() const { return bytes_; }
  auto operator<=>(const VersionKey&) const = default;

 private:
  friend class VersionRange;
  explicit VersionKey(std::string bytes) : bytes_(std::move(bytes)) {}

  std::string bytes_;
};

// A version, taken apart. The views are of the text.
struct VersionText {
  std::string_view numbers;  // "1.25.3"
  std::string_view suffix;   // "-rc.1", "rc2"; empty: none. Without build metadata.
};

// nullopt: the text is not a version.
std::optional<VersionText> read_version(std::string_view text);

}  // namespace berth
