#include "registry/values/repository_search.h"

#include <charconv>

#include "base/ascii.h"

namespace berth {
namespace {

constexpr char kPositionVersion = '1';
constexpr char kRelevance = 'r';
constexpr char kNewest = 'n';

Failure invalid(QueryPart part, std::string_view text) {
  return fail({.code = ErrorCode::query_invalid,
               .facts = InvalidQuery{.part = part, .text = std::string(text)}});
}

bool is_word_character(char c) {
  const char lower = to_lower(c);
  return (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9') ||
         static_cast<unsigned char>(c) >= 0x80U;
}

std::optional<std::int64_t> number_of(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<SearchOrder> parse_order(std::string_view text) {
  if (text.empty() || text == "relevance") return SearchOrder::relevance;
  if (text == "newest") return SearchOrder::newest;
  return std::nullopt;
}

}  // namespace

std::string SearchPosition::text() const {
  std::string out{kPositionVersion, order == SearchOrder::newest ? kNewest : kRelevance, '.'};
  if (order == SearchOrder::relevance) out += std::to_string(relevance) + '.';
  return out += std::to_string(repository);
}

Result<SearchPosition> SearchPosition::parse(std::string_view text) {
  const auto refused = [text] { return invalid(QueryPart::position, text); };
  if (text.size() < 4 || text.size() > kMaxTextLength || text[0] != kPositionVersion ||
      text[2] != '.' || (text[1] != kRelevance && text[1] != kNewest)) {
    return refused();
  }
  SearchPosition position{.order =
                              text[1] == kNewest ? SearchOrder::newest : SearchOrder::relevance};
  std::string_view rest = text.substr(3);
  if (position.order == SearchOrder::relevance) {
    const std::size_t dot = rest.find('.');
    const auto relevance = number_of(rest.substr(0, dot));
    if (!relevance || dot == std::string_view::npos) return refused();
    position.relevance = *relevance;
    rest.remove_prefix(dot + 1);
  }
  const auto repository = number_of(rest);
  if (!repository) return refused();
  position.repository = *repository;
  return position;
}

Result<std::vector<std::string>> parse_search_words(std::string_view text) {
  if (text.size() > kMaxSearchTextBytes) return invalid(QueryPart::text, text);
  std::vector<std::string> words;
  bool is_in_word = false;
  for (const char c : text) {
    if (!is_word_character(c)) {
      is_in_word = false;
      continue;
    }
    if (!is_in_word) words.emplace_back();
    is_in_word = true;
    words.back() += to_lower(c);
  }
  if (words.size() > kMaxSearchWords) return invalid(QueryPart::text, text);
  return words;
}

Result<RepositorySearch> parse_repository_search(RepositorySearchText text, std::size_t limit) {
  auto words = parse_search_words(text.text);
  if (!words) return failure_of(words);
  const auto order = parse_order(text.order);
  if (!order) return invalid(QueryPart::order, text.order);
  for (const auto* labels : {&text.architectures, &text.operating_systems}) {
    if (labels->size() > kMaxSearchLabels) return invalid(QueryPart::text, labels->back());
  }
  RepositorySearch search{.words = *std::move(words),
                          .architectures = std::move(text.architectures),
                          .operating_systems = std::move(text.operating_systems),
                          .only_verified = text.only_verified,
                          .order = *order,
                          .limit = limit};
  if (!text.position.empty()) {
    auto position = SearchPosition::parse(text.position);
    if (!position) return failure_of(position);
    if (position->order != search.effective_order()) {
      return invalid(QueryPart::position, text.position);
    }
    search.after = *position;
  }
  return search;
}

}  // namespace berth
