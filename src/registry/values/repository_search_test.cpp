#include "registry/values/repository_search.h"

#include <gmock/gmock.h>

namespace berth {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

QueryPart fault_of(RepositorySearchText text) {
  const auto search = parse_repository_search(std::move(text), 10);
  EXPECT_FALSE(search);
  return facts_of<InvalidQuery>(search.error()).part;
}

TEST(RepositorySearch, FindsTheWordsInWhatPeopleType) {
  EXPECT_THAT(*parse_search_words("  Project-A/NGINX  \"a\" OR* "),
              ElementsAre("project", "a", "nginx", "a", "or"));
  EXPECT_THAT(*parse_search_words("\xC3\x9C"
                                  "ber"),
              ElementsAre("\xC3\x9C"
                          "ber"));
  EXPECT_THAT(*parse_search_words("-- ()"), IsEmpty());
  EXPECT_FALSE(parse_search_words("1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17"));
  EXPECT_FALSE(parse_search_words(std::string(257, 'a')));
}

TEST(RepositorySearch, IsByNewestWithoutWords) {
  EXPECT_EQ(parse_repository_search({.position = "1n.7"}, 1)->after,
            (SearchPosition{.order = SearchOrder::newest, .repository = 7}));
  EXPECT_EQ(parse_repository_search({.text = "a", .position = "1r.16.7"}, 1)->after,
            (SearchPosition{.order = SearchOrder::relevance, .relevance = 16, .repository = 7}));
}

TEST(RepositorySearch, SaysWhichPartIsInvalid) {
  EXPECT_EQ(fault_of({.text = std::string_view("1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17")}),
            QueryPart::text);
  EXPECT_EQ(fault_of({.order = "stars"}), QueryPart::order);
  EXPECT_EQ(fault_of({.text = "a", .position = "1n.7"}), QueryPart::position);
  EXPECT_EQ(fault_of({.architectures = std::vector<std::string>(17, "ARM")}), QueryPart::text);
}

TEST(SearchPosition, ReadsItsOwnTextAndNoOther) {
  for (const SearchPosition& position :
       {SearchPosition{.relevance = INT64_MAX, .repository = INT64_MAX},
        SearchPosition{.order = SearchOrder::newest, .repository = 1}}) {
    EXPECT_EQ(SearchPosition::parse(position.text()), position);
  }
  for (const char* text : {"", "1r.", "1r.5", "1r.5.", "1r..5", "1n.", "1n.x", "2n.5", "1n.5.5"}) {
    EXPECT_FALSE(SearchPosition::parse(text)) << text;
  }
}

}  // namespace
}  // namespace berth
