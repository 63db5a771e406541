#include "storage/sqlite/rows/search_statements.h"

#include <algorithm>
#include <span>

#include "base/ascii.h"
#include "base/encoding.h"
#include "storage/sqlite/rows/relevance_function.h"

namespace berth::storage::sqlite {
namespace {

// Values of repository_labels.kind, and the letters that they have in the view `searched_texts`.
constexpr std::int64_t kArchitecture = 0;
constexpr char kArchitectureLetter = 'a';
constexpr char kOperatingSystemLetter = 'o';

// In FTS5's language: a word, or one that begins with it. Quoted, it is never an operator. Words
// have letters, digits and bytes that are not ASCII, so a quote needs no escape.
std::string match_of_word(const std::string& word) {
  const std::string quoted = '"' + word + '"';
  return '(' + quoted + " OR " + quoted + " *)";
}

std::string match_of_labels(char letter, const std::vector<std::string>& labels) {
  std::string match;
  for (const std::string& label : labels) {
    const std::string text = to_lower_case(label);
    match += match.empty() ? "" : " OR ";
    match += std::string("\"") + letter + to_hex(std::as_bytes(std::span(text))) + '"';
  }
  return "{facets} : (" + match + ")";
}

// Empty: every repository matches.
std::string match_of(const RepositorySearch& search) {
  std::vector<std::string> parts;
  std::string words;
  for (const std::string& word : search.words) {
    words += (words.empty() ? "" : " AND ") + match_of_word(word);
  }
  if (!words.empty()) {
    parts.push_back("{name aliases display_name description} : (" + words + ")");
  }
  if (!search.architectures.empty()) {
    parts.push_back(match_of_labels(kArchitectureLetter, search.architectures));
  }
  if (!search.operating_systems.empty()) {
    parts.push_back(match_of_labels(kOperatingSystemLetter, search.operating_systems));
  }
  if (search.only_verified) parts.emplace_back("{facets} : (\"verified\")");
  std::string match;
  for (const std::string& part : parts) match += (match.empty() ? "" : " AND ") + part;
  return match;
}

RepositoryKey last_key(const RepositorySearch& search) {
  return search.after ? search.after->repository : INT64_MAX;
}

}  // namespace

SearchStatements::SearchStatements(Database& database)
    : database_(database),
      list_(database,
            "SELECT key FROM repositories WHERE key < ? AND deleted_at IS NULL"
            " ORDER BY key DESC LIMIT ?"),
      count_(database, "SELECT coalesce(sum(repository_count), 0) FROM registries"),
      match_newest_(database,
                    "SELECT rowid FROM repository_search WHERE repository_search MATCH ?"
                    " ORDER BY rowid DESC"),
      match_relevant_(database,
                      "SELECT rowid, relevance(repository_search, ?) FROM repository_search"
                      " WHERE repository_search MATCH ?"),
      read_(database,
            "SELECT p.registry_id, r.alias, p.name, p.created_at, r.display_name, r.standing,"
            " c.description, c.logo_id FROM repositories p"
            " JOIN registries r ON r.id = p.registry_id"
            " LEFT JOIN repository_catalog c ON c.repository = p.key WHERE p.key = ?"),
      read_labels_(database,
                   "SELECT kind, label FROM repository_labels WHERE repository = ?"
                   " ORDER BY kind, position"),
      put_(database,
           "INSERT OR REPLACE INTO repository_search"
           " (rowid, name, aliases, display_name, description, facets)"
           " SELECT key, name, aliases, display_name, description, facets FROM searched_texts"
           " WHERE key = ?"),
      put_all_of_(database,
                  "INSERT OR REPLACE INTO repository_search"
                  " (rowid, name, aliases, display_name, description, facets)"
                  " SELECT key, name, aliases, display_name, description, facets"
                  " FROM searched_texts WHERE registry_id = ?"),
      remove_(database, "DELETE FROM repository_search WHERE rowid = ?") {}

void SearchStatements::put(RepositoryKey repository) {
  put_.execute(repository);
}

void SearchStatements::put_all_of(const RegistryId& registry) {
  put_all_of_.execute(registry.text());
}

void SearchStatements::remove(RepositoryKey repository) {
  remove_.execute(repository);
}

SearchStatements::Page SearchStatements::newest_of_all(const RepositorySearch& search) {
  Page page;
  {
    Statement::Run row = list_.run(last_key(search), search.limit + 1);
    while (row.step()) page.places.push_back({.repository = row.integer(0)});
  }
  Statement::Run row = count_.run();
  if (row.step()) page.total = row.number(0);
  return page;
}

SearchStatements::Page SearchStatements::newest(const RepositorySearch& search,
                                                const std::string& match) {
  Page page;
  const RepositoryKey before = last_key(search);
  Statement::Run row = match_newest_.run(match);
  for (; row.step(); ++page.total) {
    const RepositoryKey key = row.integer(0);
    if (key < before && page.places.size() <= search.limit) {
      page.places.push_back({.repository = key});
    }
  }
  return page;
}

SearchStatements::Page SearchStatements::most_relevant(const RepositorySearch& search,
                                                       const std::string& match) {
  if (!has_relevance_) register_relevance(database_.handle());
  has_relevance_ = true;
  const auto comes_first = [](const Place& a, const Place& b) {
    return a.relevance != b.relevance ? a.relevance > b.relevance : a.repository > b.repository;
  };
  const Place after{.relevance = search.after ? search.after->relevance : INT64_MAX,
                    .repository = last_key(search)};
  Page page;
  // A heap with the last of the page in front, which leaves it for one that comes first.
  std::vector<Place>& places = page.places;
  Statement::Run row = match_relevant_.run(static_cast<std::int64_t>(search.words.size()), match);
  for (; row.step(); ++page.total) {
    const Place place{.relevance = row.integer(1), .repository = row.integer(0)};
    if (!comes_first(after, place)) continue;
    if (places.size() > search.limit) {
      if (!comes_first(place, places.front())) continue;
      std::ranges::pop_heap(places, comes_first);
      places.pop_back();
    }
    places.push_back(place);
    std::ranges::push_heap(places, comes_first);
  }
  std::ranges::sort_heap(places, comes_first);
  return page;
}

FoundRepository SearchStatements::read(RepositoryKey repository) {
  const auto optional_text = [](const Statement::Run& row, int column) {
    return row.is_null(column) ? std::nullopt : std::optional(std::string(row.text(column)));
  };
  Statement::Run row = read_.run(repository);
  if (!row.step()) database_.fail_damaged("the search index has a repository that does not exist");
  FoundRepository found{.repository = {.key = repository,
                                       .registry = RegistryId::parse(row.text(0)).value(),
                                       .alias = RegistryAlias::parse(row.text(1)).value(),
                                       .name = RepositoryName::parse(row.text(2)).value(),
                                       .created_at = row.time(3)},
                        .registry_name = std::string(row.text(4)),
                        .standing = static_cast<RegistryStanding>(row.integer(5))};
  found.catalog.description = optional_text(row, 6);
  found.catalog.logo_id = optional_text(row, 7);
  Statement::Run label = read_labels_.run(repository);
  while (label.step()) {
    auto& labels = label.integer(0) == kArchitecture ? found.catalog.architectures
                                                     : found.catalog.operating_systems;
    labels.emplace_back(label.text(1));
  }
  return found;
}

FoundRepositories SearchStatements::find(const RepositorySearch& search) {
  const std::string match = match_of(search);
  const SearchOrder order = search.effective_order();
  Page page = match.empty()                  ? newest_of_all(search)
              : order == SearchOrder::newest ? newest(search, match)
                                             : most_relevant(search, match);
  FoundRepositories found{.total = page.total};
  if (page.places.size() > search.limit) {
    page.places.resize(search.limit);
    const Place& last = page.places.back();
    found.next =
        SearchPosition{.order = order, .relevance = last.relevance, .repository = last.repository};
  }
  for (const Place& place : page.places) found.repositories.push_back(read(place.repository));
  return found;
}

}  // namespace berth::storage::sqlite
