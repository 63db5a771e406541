#include "registry/rules/tags.h"

#include <gtest/gtest.h>

#include "registry/rules/test_support.h"

namespace berth {
namespace {

const Digest kImage = Digest::of("image");
const Digest kOther = Digest::of("other");
const TagName kTag = *TagName::parse("latest");

Result<TagOutcome> move(const TagMoveFacts& facts, std::int64_t last_sequence,
                        const Quotas& quotas = {}) {
  return plan_tag_move(web_repository(), kTag, kImage, last_sequence, facts, quotas);
}

TEST(PlanTagMove, MovesATagThatPointsElsewhere) {
  EXPECT_EQ(move({.last_movement = 4, .before = TagTarget{kOther, 1}, .tag_count = 0}, 4),
            TagOutcome::moved);
  EXPECT_EQ(move({.last_movement = 4, .before = TagTarget{kImage, 2}, .tag_count = 1}, 4),
            TagOutcome::unchanged);
}

TEST(PlanTagMove, BringsBackADeletedTag) {
  EXPECT_EQ(move({.last_movement = 4, .tag_count = 0}, 4), TagOutcome::created);
}

TEST(PlanTagMove, NeedsTheLastMovementThatTheCallerKnows) {
  const Error expected{.code = ErrorCode::image_tag_digest_mismatch,
                       .registry = "123456789012",
                       .repository = "web",
                       .digest = kImage.text(),
                       .tag = "latest"};
  EXPECT_EQ(move({.last_movement = 5, .before = TagTarget{kOther, 1}}, 4).error(), expected);
  EXPECT_EQ(move({.last_movement = 5}, 0).error(), expected);
}

TEST(PlanTagMove, NeedsAnExistingImage) {
  EXPECT_EQ(move({.last_movement = 4}, 4).error(), (Error{.code = ErrorCode::image_not_found,
                                                          .registry = "123456789012",
                                                          .repository = "web",
                                                          .digest = kImage.text(),
                                                          .tag = "latest"}));
}

TEST(PlanTagMove, GivesAnImageNoMoreTagsThanItsQuota) {
  const Quotas quotas{.tags_per_image = 2};
  const std::optional<TagTarget> before = TagTarget{kOther, 1};
  EXPECT_EQ(move({.before = before, .tag_count = 1}, 0, quotas), TagOutcome::moved);
  EXPECT_EQ(move({.before = before, .tag_count = 2}, 0, quotas).error().code,
            ErrorCode::limit_exceeded);
  EXPECT_EQ(move({.before = TagTarget{kImage, 2}, .tag_count = 2}, 0, quotas),
            TagOutcome::unchanged);
}

}  // namespace
}  // namespace berth
