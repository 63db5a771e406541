#include "http/conditional.h"

#include <gmock/gmock.h>

namespace berth::http {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::string_view kTag = R"("sha256:ab")";

RequestHead with(std::vector<Field> fields) {
  RequestHead head;
  head.fields = std::move(fields);
  return head;
}

TEST(Conditional, WithoutAFieldEverythingPasses) {
  const RequestHead head = with({{"Accept", "*"}});
  EXPECT_FALSE(is_conditional(head));
  for (const std::string_view tag : {kTag, std::string_view()}) {
    EXPECT_TRUE(passes_if_match(head, tag));
    EXPECT_TRUE(passes_if_none_match(head, tag));
  }
}

TEST(Conditional, IfMatchAsksForOneOfTheTags) {
  EXPECT_TRUE(is_conditional(with({{"if-match", "*"}})));
  EXPECT_TRUE(passes_if_match(with({{"if-match", "*"}}), kTag));
  EXPECT_FALSE(passes_if_match(with({{"If-Match", "*"}}), ""));
  EXPECT_TRUE(passes_if_match(with({{"If-Match", R"("x", "sha256:ab")"}}), kTag));
  EXPECT_TRUE(
      passes_if_match(with({{"If-Match", R"("x")"}, {"If-Match", R"("sha256:ab")"}}), kTag));
  EXPECT_FALSE(passes_if_match(with({{"If-Match", R"("sha256:a", "ha256:ab")"}}), kTag));
  EXPECT_FALSE(passes_if_match(with({{"If-Match", ""}}), kTag));
}

TEST(Conditional, IfMatchComparesStrongly) {
  EXPECT_FALSE(passes_if_match(with({{"If-Match", R"(W/"sha256:ab")"}}), kTag));
  EXPECT_TRUE(passes_if_match(with({{"If-Match", R"(W/"sha256:ab","sha256:ab")"}}), kTag));
}

TEST(Conditional, IfNoneMatchAsksForNoneOfTheTags) {
  EXPECT_TRUE(is_conditional(with({{"If-None-Match", "*"}})));
  EXPECT_FALSE(passes_if_none_match(with({{"If-None-Match", "*"}}), kTag));
  EXPECT_TRUE(passes_if_none_match(with({{"If-None-Match", "*"}}), ""));
  EXPECT_FALSE(passes_if_none_match(with({{"If-None-Match", R"(W/"sha256:ab")"}}), kTag));
  EXPECT_TRUE(passes_if_none_match(with({{"If-None-Match", R"("x")"}}), kTag));
  EXPECT_FALSE(
      passes_if_none_match(with({{"If-None-Match", R"("x")"}, {"If-None-Match", "*"}}), kTag));
}

TEST(Conditional, ListsTheEntityTagsOfAllLines) {
  const RequestHead head = with({{"If-Match", R"("a", W/"b","c")"},
                                 {"if-none-match", R"(W/"d")"},
                                 {"If-None-Match", "*"},
                                 {"If-None-Match", R"("e")"}});
  const auto match = read_if_match(head).value();
  EXPECT_FALSE(match.any);
  EXPECT_THAT(match.tags, ElementsAre("a", "c"));
  const auto none_match = read_if_none_match(head).value();
  EXPECT_TRUE(none_match.any);
  EXPECT_THAT(none_match.tags, ElementsAre("d", "e"));
}

TEST(Conditional, KnowsAnEmptyListFromNone) {
  EXPECT_FALSE(read_if_match(with({{"Accept", "*"}})));
  EXPECT_FALSE(read_if_none_match(with({{"If-Match", "*"}})));
  const auto empty = read_if_match(with({{"If-Match", ""}})).value();
  EXPECT_FALSE(empty.any);
  EXPECT_THAT(empty.tags, IsEmpty());
}

}  // namespace
}  // namespace berth::http
