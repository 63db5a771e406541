#include "registry/rules/tag_listing.h"

#include <gtest/gtest.h>

namespace berth {
namespace {

using Step = TagListingRun::Step;

TEST(TagListingRun, StopsBeforeTheTagThatShowsThatThePageIsNotTheLast) {
  const TagQuery query{.filter = {.text = "x"}, .limit = 1};
  TagListingRun run(query);
  EXPECT_EQ(run.look_at("a", {}), Step::pass);
  EXPECT_EQ(run.look_at("bx", {}), Step::take);
  EXPECT_EQ(run.look_at("c", {}), Step::pass);
  EXPECT_EQ(run.look_at("dx", {}), Step::stop);
  EXPECT_EQ(run.stopped().next, (TagPosition{.tag = "c"}));
  EXPECT_EQ(run.stopped().searched, 3U);
  EXPECT_FALSE(run.ended().next);
}

TEST(TagListingRun, LooksAtSoManyTagsAndGoesOnAfterTheLast) {
  const TagQuery query{.order = TagOrder::newest, .filter = {.text = "x"}};
  TagListingRun run(query);
  for (std::size_t i = 0; i < kMaxTagsSearched; ++i) {
    EXPECT_EQ(run.look_at(std::to_string(i), from_milliseconds(7)), Step::pass);
  }
  EXPECT_EQ(run.look_at("x", from_milliseconds(7)), Step::stop);
  EXPECT_EQ(run.stopped().next, (TagPosition{.kind = TagPosition::Kind::by_date,
                                             .tag = std::to_string(kMaxTagsSearched - 1),
                                             .moved_at = from_milliseconds(7)}));
  EXPECT_EQ(run.stopped().searched, kMaxTagsSearched);
}

TEST(TagListingRun, GoesOnWithinTheHistoryOfATag) {
  const TagQuery query{.as_of = from_milliseconds(5), .limit = 1};
  TagListingRun run(query);
  EXPECT_EQ(run.look_at_name("a"), Step::take);
  EXPECT_TRUE(run.look_at_movement("a", 9));
  EXPECT_EQ(run.take_past("a"), Step::take);
  EXPECT_EQ(run.look_at_name("b"), Step::take);
  EXPECT_TRUE(run.look_at_movement("b", 8));
  EXPECT_EQ(run.take_past("b"), Step::stop);
  const TagPosition next = *run.stopped().next;
  EXPECT_EQ(next,
            (TagPosition{.kind = TagPosition::Kind::as_of, .tag = "b", .before_movement = 9}));
  TagQuery more = query;
  more.after = next;
  EXPECT_EQ(names_of_query(more).from, "b");
  more.after->before_movement = 0;
  EXPECT_GT(names_of_query(more).from, "b");
}

TEST(TagListingRun, FindsTheRangeOfNamesThatThePrefixAndThePatternLeave) {
  TagQuery query{.filter = {.prefix = "v1", .glob = "v1.2*"}};
  EXPECT_EQ(names_of_query(query).from, "v1.2");
  EXPECT_LT("v1.2zzz", names_of_query(query).below);
  EXPECT_GT("v1.3", names_of_query(query).below);
  query.after = TagPosition{.tag = "v1.25"};
  EXPECT_GT(names_of_query(query).from, "v1.25");
  EXPECT_LT(names_of_query(query).from, "v1.25-");
}

}  // namespace
}  // namespace berth
