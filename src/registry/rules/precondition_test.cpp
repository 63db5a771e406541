#include "registry/rules/precondition.h"

#include <gtest/gtest.h>

namespace berth {
namespace {

const Digest kA = Digest::of("a");
const Digest kB = Digest::of("b");
const TagName kTag = *TagName::parse("v1");

TEST(Precondition, WithoutAListHoldsForAnyTarget) {
  EXPECT_TRUE(holds({.reference = kTag}, kA));
  EXPECT_TRUE(holds({.reference = kTag}, std::nullopt));
}

TEST(Precondition, MatchNeedsAListedTarget) {
  const Precondition precondition{.reference = kTag, .match = ListedImages{.digests = {kA, kB}}};
  EXPECT_TRUE(holds(precondition, kA));
  EXPECT_TRUE(holds(precondition, kB));
  EXPECT_FALSE(holds(precondition, Digest::of("c")));
  EXPECT_FALSE(holds(precondition, std::nullopt));
}

TEST(Precondition, MatchOfNothingNeverHolds) {
  const Precondition precondition{.reference = kTag, .match = ListedImages()};
  EXPECT_FALSE(holds(precondition, kA));
  EXPECT_FALSE(holds(precondition, std::nullopt));
}

TEST(Precondition, MatchOfAnyNeedsATarget) {
  const Precondition precondition{.reference = kTag, .match = ListedImages{.any = true}};
  EXPECT_TRUE(holds(precondition, kA));
  EXPECT_FALSE(holds(precondition, std::nullopt));
}

TEST(Precondition, NoneMatchNeedsAnotherTargetOrNone) {
  const Precondition precondition{.reference = kTag, .none_match = {.digests = {kA}}};
  EXPECT_FALSE(holds(precondition, kA));
  EXPECT_TRUE(holds(precondition, kB));
  EXPECT_TRUE(holds(precondition, std::nullopt));
}

TEST(Precondition, NoneMatchOfAnyNeedsThatThereIsNoTarget) {
  const Precondition precondition{.reference = kTag, .none_match = {.any = true}};
  EXPECT_FALSE(holds(precondition, kA));
  EXPECT_TRUE(holds(precondition, std::nullopt));
}

TEST(Precondition, WithBothListsNeedsBothToHold) {
  const Precondition precondition{
      .reference = kTag, .match = ListedImages{.any = true}, .none_match = {.digests = {kA}}};
  EXPECT_TRUE(holds(precondition, kB));
  EXPECT_FALSE(holds(precondition, kA));
  EXPECT_FALSE(holds(precondition, std::nullopt));
}

}  // namespace
}  // namespace berth
