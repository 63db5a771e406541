#include "registry/values/version_range.h"

#include <gmock/gmock.h>

#include <vector>

namespace berth {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const std::vector<std::string> kTags = {
    "latest", "alpine3.18",    "0.2.9",      "0.3.1",       "0.3.5",  "1",
    "1.25.0", "1.25.3-alpine", "1.25.3",     "1.25.4-rc.1", "1.25.4", "1.26-alpine",
    "1.26.0", "1.30",          "2.0.0-rc.1", "2.0.0",       "v2.1",   "3f2a1bc"};

std::vector<std::string> in_range(std::string_view text) {
  const auto range = VersionRange::parse(text);
  EXPECT_TRUE(range) << text;
  std::vector<std::string> found;
  for (const std::string& tag : kTags) {
    if (range && range->contains(VersionKey::of(tag))) found.push_back(tag);
  }
  return found;
}

TEST(VersionRange, HasWhatAllComparatorsAllow) {
  EXPECT_THAT(in_range(">=1.25.3 <1.26"),
              ElementsAre("1.25.3-alpine", "1.25.3", "1.25.4-rc.1", "1.25.4"));
  EXPECT_THAT(in_range(">1.25, <= 1.26"), ElementsAre("1.26-alpine", "1.26.0"));
  EXPECT_THAT(in_range(">1.25.3<1.26"), ElementsAre("1.25.4-rc.1", "1.25.4"));
  EXPECT_THAT(in_range("<0.3.5"), ElementsAre("0.2.9", "0.3.1"));
  EXPECT_THAT(in_range(">2"), IsEmpty());
  EXPECT_THAT(in_range(">2.0.0"), ElementsAre("v2.1"));
  EXPECT_THAT(in_range(">2 <1"), IsEmpty());
}

TEST(VersionRange, TakesAVersionForAllThatBeginWithIt) {
  const auto all_of_1_25 =
      ElementsAre("1.25.0", "1.25.3-alpine", "1.25.3", "1.25.4-rc.1", "1.25.4");
  for (const char* text : {"1.25", "=1.25", "v1.25", "1.25.x", "1.25.*", "~1.25", "~1.25.0"}) {
    EXPECT_THAT(in_range(text), all_of_1_25) << text;
  }
  EXPECT_THAT(in_range("1.0"), ElementsAre("1"));
  EXPECT_THAT(in_range("1.25.3"), ElementsAre("1.25.3-alpine", "1.25.3"));
  EXPECT_THAT(in_range("2.x"), ElementsAre("2.0.0-rc.1", "2.0.0", "v2.1"));
  EXPECT_THAT(in_range("*").size(), kTags.size() - 3);  // no names
}

TEST(VersionRange, TakesAVersionWithASuffixExactly) {
  EXPECT_THAT(in_range("1.25.3-alpine"), ElementsAre("1.25.3-alpine"));
  EXPECT_THAT(in_range(">1.25.3-alpine <1.25.4-rc.1"), ElementsAre("1.25.3"));
  EXPECT_THAT(in_range(">=1.25.4-rc.1 <=1.25.4"), ElementsAre("1.25.4-rc.1", "1.25.4"));
}

TEST(VersionRange, HasTheRangesOfTildeAndCaret) {
  EXPECT_THAT(in_range("~1.25.3"), ElementsAre("1.25.3-alpine", "1.25.3", "1.25.4-rc.1", "1.25.4"));
  EXPECT_THAT(in_range("~2"), ElementsAre("2.0.0-rc.1", "2.0.0", "v2.1"));
  EXPECT_THAT(in_range("^1.25.4"),
              ElementsAre("1.25.4-rc.1", "1.25.4", "1.26-alpine", "1.26.0", "1.30"));
  EXPECT_THAT(in_range("^0.3.1"), ElementsAre("0.3.1", "0.3.5"));
  EXPECT_THAT(in_range("^0.3.1 <0.3.5"), ElementsAre("0.3.1"));
}

TEST(VersionRange, RefusesWhatIsNotARange) {
  for (const std::string& text :
       {std::string(), std::string("  "), std::string("latest"), std::string(">="),
        std::string("1.2 || 1.3"), std::string("!=1.2"), std::string("=>1.2"), std::string("1..2"),
        std::string("1.x.3"), std::string("1.2 - 1.4"), std::string("<*"), std::string(257, '1'),
        "<" + std::string(129, '1')}) {
    const auto range = VersionRange::parse(text);
    ASSERT_FALSE(range) << text;
    EXPECT_EQ(range.error(),
              (Error{.code = ErrorCode::query_invalid,
                     .facts = InvalidQuery{.part = QueryPart::version_range, .text = text}}));
  }
}

}  // namespace
}  // namespace berth
