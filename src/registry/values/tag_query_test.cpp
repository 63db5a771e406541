#include "registry/values/tag_query.h"

#include <gtest/gtest.h>

namespace berth {
namespace {

std::optional<InvalidQuery> fault_of(const TagQueryText& text) {
  const auto query = parse_tag_query(text, 10);
  if (query) return std::nullopt;
  EXPECT_EQ(query.error().code, ErrorCode::query_invalid);
  return facts_of<InvalidQuery>(query.error());
}

TEST(TagQuery, ReadsWhatAClientWrote) {
  const auto query = parse_tag_query({.order = "version",
                                      .prefix = "1.2",
                                      .text = "Alp",
                                      .glob = "1.*",
                                      .versions = ">=1.25",
                                      .position = "1v.1.25.3"},
                                     50);
  ASSERT_TRUE(query);
  EXPECT_EQ(query->order, TagOrder::version);
  EXPECT_EQ(query->filter, (TagFilter{.prefix = "1.2",
                                      .text = "Alp",
                                      .glob = "1.*",
                                      .versions = *VersionRange::parse(">=1.25")}));
  EXPECT_EQ(query->after, (TagPosition{.kind = TagPosition::Kind::by_version, .tag = "1.25.3"}));
  EXPECT_EQ(query->limit, 50U);
  const auto past = parse_tag_query({.as_of = "2026-01-02T03:04:05Z"}, 1);
  EXPECT_EQ(past->as_of, from_milliseconds(1'767'323'045'000));
  EXPECT_EQ(past->position_kind(), TagPosition::Kind::as_of);
  EXPECT_EQ(parse_tag_query({}, 100), TagQuery{});
}

TEST(TagQuery, SaysWhichPartIsInvalid) {
  const std::string too_long(129, 'a');
  EXPECT_EQ(fault_of({.order = "size"}), (InvalidQuery{.part = QueryPart::order, .text = "size"}));
  EXPECT_EQ(fault_of({.prefix = too_long})->part, QueryPart::prefix);
  EXPECT_EQ(fault_of({.text = too_long})->part, QueryPart::text);
  EXPECT_EQ(fault_of({.glob = too_long})->part, QueryPart::glob);
  EXPECT_EQ(fault_of({.versions = "latest"})->part, QueryPart::version_range);
  EXPECT_EQ(fault_of({.as_of = "yesterday"})->part, QueryPart::as_of);
  EXPECT_EQ(fault_of({.order = "newest", .as_of = "2026"})->part, QueryPart::order);
  EXPECT_EQ(fault_of({.position = "1v.1.25"})->part, QueryPart::position);  // of another order
  EXPECT_EQ(fault_of({.as_of = "2026", .position = "1n.1.25"})->part, QueryPart::position);
}

TEST(TagPosition, ReadsItsOwnText) {
  using Kind = TagPosition::Kind;
  const std::string longest(TagName::kMaxLength, 'a');
  for (const TagPosition& position :
       {TagPosition{.kind = Kind::by_name, .tag = longest},
        TagPosition{.kind = Kind::by_version, .tag = "v1.2-rc.1"},
        TagPosition{.kind = Kind::by_date, .tag = longest, .moved_at = Timestamp::min()},
        TagPosition{.kind = Kind::as_of, .tag = longest, .before_movement = INT64_MAX}}) {
    const std::string text = position.text();
    EXPECT_LE(text.size(), TagPosition::kMaxTextLength);
    EXPECT_EQ(TagPosition::parse(text), position) << text;
  }
}

TEST(TagPosition, RefusesOtherTexts) {
  for (const char* text :
       {"", "1", "1n", "1n.", "2n.v1", "1x.v1", "1n-v1", "1n.not a tag", "1d.v1", "1d.5", "1d.5.",
        "1d.x.v1", "1d.99999999999999999999.v1", "1h..v1", "n.v1"}) {
    EXPECT_FALSE(TagPosition::parse(text)) << text;
  }
}

TEST(TagFilter, FitsATagThatHasAllThatIsSet) {
  EXPECT_TRUE(TagFilter().fits("latest"));
  EXPECT_TRUE(TagFilter{.text = "RC"}.fits("v1.0-rc1"));
  EXPECT_FALSE(TagFilter{.text = "rc2"}.fits("v1.0-rc1"));
  EXPECT_TRUE(TagFilter{.glob = "v?.0-*"}.fits("v1.0-rc1"));
  EXPECT_FALSE(TagFilter{.glob = "v?.0"}.fits("v1.0-rc1"));
  EXPECT_FALSE((TagFilter{.prefix = "v1", .text = "2"}).fits("v1.0"));
  EXPECT_FALSE((TagFilter{.versions = *VersionRange::parse("1.x")}).fits("latest"));
}

}  // namespace
}  // namespace berth
