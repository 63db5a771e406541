#include "registry/rules/deletion.h"

#include <gtest/gtest.h>

#include "registry/rules/test_support.h"

namespace berth {
namespace {

const Digest kImage = Digest::of("image");
const Digest kOther = Digest::of("other");
const TagName kTag = *TagName::parse("v1");
const TagTarget kTarget{.digest = kImage, .image_sequence = 3};

Error about_web(ErrorCode code, std::string digest, std::string tag, std::string subject = {}) {
  return {.code = code,
          .registry = "123456789012",
          .repository = "web",
          .digest = std::move(digest),
          .tag = std::move(tag),
          .subject = std::move(subject)};
}

TEST(CheckImageDeletion, NeedsAnImageThatNoIndexLists) {
  EXPECT_TRUE(check_image_deletion(web_repository(), kImage, {.exists = true}));
  EXPECT_EQ(check_image_deletion(web_repository(), kImage, {}).error(),
            about_web(ErrorCode::image_not_found, kImage.text(), ""));
  EXPECT_EQ(
      check_image_deletion(web_repository(), kImage, {.exists = true, .listed_by = {"a", "b"}})
          .error(),
      about_web(ErrorCode::image_referenced, kImage.text(), "", "[a, b]"));
}

TEST(PlanTagDeletion, LeavesTheImageUnlessItIsAskedFor) {
  const auto plan = plan_tag_deletion(web_repository(), {.tag = kTag},
                                      {.target = kTarget, .tag_count = 1, .listed_by = {"a"}});
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->target.digest, kImage);
  EXPECT_EQ(plan->target.image_sequence, 3);
  EXPECT_FALSE(plan->image_goes_too);
}

TEST(PlanTagDeletion, TakesTheImageWithItsLastTag) {
  const TagDeletion deletion{.tag = kTag, .untagged = UntaggedImage::is_deleted_too};
  const auto last =
      plan_tag_deletion(web_repository(), deletion, {.target = kTarget, .tag_count = 1});
  ASSERT_TRUE(last);
  EXPECT_TRUE(last->image_goes_too);
  const auto other = plan_tag_deletion(web_repository(), deletion,
                                       {.target = kTarget, .tag_count = 2, .listed_by = {"a"}});
  ASSERT_TRUE(other);
  EXPECT_FALSE(other->image_goes_too);
  const auto listed = plan_tag_deletion(web_repository(), deletion,
                                        {.target = kTarget, .tag_count = 1, .listed_by = {"a"}});
  EXPECT_EQ(listed.error(), about_web(ErrorCode::image_referenced, kImage.text(), "", "[a]"));
}

TEST(PlanTagDeletion, NeedsTheTagToPointWhereTheCallerExpects) {
  const auto refusal_of = [](const std::optional<Digest>& expected,
                             const std::optional<TagTarget>& target) {
    return plan_tag_deletion(web_repository(), {.tag = kTag, .expected = expected},
                             {.target = target})
        .error();
  };
  EXPECT_EQ(refusal_of(std::nullopt, std::nullopt),
            about_web(ErrorCode::image_not_found, "", "v1"));
  EXPECT_EQ(refusal_of(kOther, std::nullopt),
            about_web(ErrorCode::image_not_found, kOther.text(), "v1"));
  EXPECT_EQ(refusal_of(kOther, kTarget),
            about_web(ErrorCode::image_tag_digest_mismatch, kOther.text(), "v1"));
  EXPECT_TRUE(
      plan_tag_deletion(web_repository(), {.tag = kTag, .expected = kImage}, {.target = kTarget}));
}

TEST(CheckRepositoryDeletion, NeedsAnEmptyRepositoryUnlessItsContentGoesToo) {
  const Repository web = web_repository();
  EXPECT_EQ(check_repository_deletion(web, RepositoryContent::must_be_empty, true).error(),
            about_web(ErrorCode::repository_not_empty, "", ""));
  EXPECT_TRUE(check_repository_deletion(web, RepositoryContent::must_be_empty, false));
  EXPECT_TRUE(check_repository_deletion(web, RepositoryContent::is_deleted_too, true));
}

TEST(CheckUnlinking, NeedsAHeldBlobThatNoImageNames) {
  EXPECT_TRUE(check_unlinking(kOther, {.is_held = true}));
  EXPECT_EQ(check_unlinking(kOther, {}).error(),
            (Error{.code = ErrorCode::blob_not_found, .digest = kOther.text()}));
  EXPECT_EQ(check_unlinking(kOther, {.is_held = true, .is_named = true}).error(),
            (Error{.code = ErrorCode::blob_referenced, .digest = kOther.text()}));
}

}  // namespace
}  // namespace berth
