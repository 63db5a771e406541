// How repositories are searched: by words of what they say about themselves, over all registries.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "registry/values/error.h"
#include "registry/values/model.h"

namespace berth {

enum class SearchOrder : std::uint8_t {
  relevance,  // rules/relevance.h; ties, and a search without words: as `newest`
  newest,     // the repository that was created last comes first
};

// Where a search goes on.
struct SearchPosition {
  SearchOrder order = SearchOrder::relevance;
  std::int64_t relevance = 0;  // of the last repository that was listed
  RepositoryKey repository = 0;

  // A text that may stand in a URL and begins with a version: "1r.16.4711", "1n.4711".
  static constexpr std::size_t kMaxTextLength = 48;
  [[nodiscard]] std::string text() const;
  // query_invalid
  static Result<SearchPosition> parse(std::string_view text);
  bool operator==(const SearchPosition&) const = default;
};

struct RepositorySearch {
  // In lower case (ASCII), without separators; the repository must say each of them, or a word
  // that begins with it, in its name, the aliases or display name of its registry, or its
  // description. None: every repository is found.
  std::vector<std::string> words = {};
  // One of these must be among the repository's own, upper and lower case being the same; none:
  // any.
  std::vector<std::string> architectures = {};
  std::vector<std::string> operating_systems = {};
  bool only_verified = false;  // registries that the operator calls verified
  SearchOrder order = SearchOrder::relevance;
  std::optional<SearchPosition> after = {};  // its order is effective_order()
  std::size_t limit = 25;                    // repositories, at least 1

  [[nodiscard]] SearchOrder effective_order() const {
    return words.empty() ? SearchOrder::newest : order;
  }
};

// What people type; of words, a long sentence. Each word is looked up by itself.
inline constexpr std::size_t kMaxSearchTextBytes = 256;
inline constexpr std::size_t kMaxSearchWords = 16;
// How many architectures or operating systems may be chosen.
inline constexpr std::size_t kMaxSearchLabels = 16;

// Its words: runs of letters, digits and characters that are not ASCII. query_invalid: too long,
// or too many words.
Result<std::vector<std::string>> parse_search_words(std::string_view text);

// What a client wrote; empty: not set.
struct RepositorySearchText {
  std::string_view text = {};
  std::string_view order = {};  // "relevance" (if empty), "newest"
  std::vector<std::string> architectures = {};
  std::vector<std::string> operating_systems = {};
  bool only_verified = false;
  std::string_view position = {};
};
// query_invalid
Result<RepositorySearch> parse_repository_search(RepositorySearchText text, std::size_t limit);

struct FoundRepository {
  Repository repository;
  std::string registry_name = {};  // its display name; empty: none
  RegistryStanding standing = RegistryStanding::unverified;
  CatalogData catalog = {};  // without about_text and usage_text
};

struct FoundRepositories {
  std::vector<FoundRepository> repositories = {};
  std::uint64_t total = 0;                  // on all pages
  std::optional<SearchPosition> next = {};  // nullopt: these are the last
};

}  // namespace berth
