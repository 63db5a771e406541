// Statements of the search over repositories, on one connection: the index `repository_search`,
// which repeats the view `searched_texts` (docs/formats/schema.md).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "registry/values/repository_search.h"
#include "storage/sqlite/engine/database.h"

namespace berth::storage::sqlite {

class SearchStatements {
 public:
  explicit SearchStatements(Database& database);

  // The caller has a transaction.
  FoundRepositories find(const RepositorySearch& search);

  // To be called in the transaction that changes what a repository, or its registry, says.
  void put(RepositoryKey repository);
  void put_all_of(const RegistryId& registry);
  void remove(RepositoryKey repository);

 private:
  struct Place {
    std::int64_t relevance = 0;
    RepositoryKey repository = 0;
  };
  // The places of one page, best first, and one more if others follow.
  struct Page {
    std::vector<Place> places = {};
    std::uint64_t total = 0;
  };
  Page newest_of_all(const RepositorySearch& search);
  Page newest(const RepositorySearch& search, const std::string& match);
  Page most_relevant(const RepositorySearch& search, const std::string& match);
  FoundRepository read(RepositoryKey repository);

  Database& database_;
  bool has_relevance_ = false;  // the function is registered
  Statement list_;
  Statement count_;
  Statement match_newest_;
  Statement match_relevant_;
  Statement read_;
  Statement read_labels_;
  Statement put_;
  Statement put_all_of_;
  Statement remove_;
};

}  // namespace berth::storage::sqlite
