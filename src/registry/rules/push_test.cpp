#include "registry/rules/push.h"

#include <gmock/gmock.h>

#include "registry/rules/test_support.h"

namespace berth {
namespace {

using testing::ElementsAre;

const Digest kImage = Digest::of("image");
const Digest kOther = Digest::of("other");

TagName tag(std::string_view text) {
  return *TagName::parse(text);
}

Push push_of(NewImage image, std::vector<TagName> tags = {}) {
  return {.repository = web_repository(),
          .image = std::move(image),
          .tags = std::move(tags),
          .author = {.at = from_milliseconds(7), .user = "ci"}};
}

StoredImage stored(std::uint64_t tag_count) {
  return {.detail = {.sequence = 3,
                     .digest = kImage.text(),
                     .media_type = "",
                     .artifact_media_type = "",
                     .size_bytes = 100,
                     .pushed_at = {},
                     .tags = {}},
          .tag_count = tag_count};
}

// An existing repository without images.
PushFacts facts_of(std::vector<std::optional<TagTarget>> tags = {}) {
  return {.repository_exists = true, .tags = std::move(tags)};
}

TagTarget at(const Digest& digest) {
  return {.digest = digest, .image_sequence = digest == kImage ? 3 : 2};
}

ErrorCode refusal_of(const Push& push, const PushFacts& facts, const Quotas& quotas = {}) {
  return plan_push(push, facts, quotas).error().code;
}

TEST(PlanPush, CreatesANewImage) {
  const auto plan = plan_push(push_of(image_of("image")), facts_of(), {});
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->outcome.image, ImageOutcome::created);
  ASSERT_TRUE(plan->insert);
  EXPECT_EQ(plan->insert->digest, kImage.text());
  EXPECT_EQ(plan->insert->media_type, "application/vnd.oci.image.manifest.v1+json");
  EXPECT_EQ(plan->insert->artifact_media_type, "application/vnd.oci.image.config.v1+json");
  EXPECT_EQ(plan->insert->size_bytes, 100U);
  EXPECT_EQ(plan->insert->pushed_at, from_milliseconds(7));
  EXPECT_FALSE(is_unchanged(plan->outcome));
}

TEST(PlanPush, LeavesAnExistingImageAsItIs) {
  PushFacts facts = facts_of();
  facts.stored = stored(0);
  facts.image_count = 1'000'000;  // no quota counts what exists already
  const auto plan = plan_push(push_of(image_of("image")), facts, {});
  ASSERT_TRUE(plan);
  EXPECT_FALSE(plan->insert);
  EXPECT_TRUE(is_unchanged(plan->outcome));
}

TEST(PlanPush, TellsWhatBecomesOfEachTag) {
  PushFacts facts = facts_of({std::nullopt, at(kOther), at(kImage), std::nullopt});
  facts.stored = stored(1);
  const Push push = push_of(image_of("image"), {tag("a"), tag("b"), tag("c"), tag("a")});
  const auto plan = plan_push(push, facts, {});
  ASSERT_TRUE(plan);
  EXPECT_THAT(plan->outcome.tags, ElementsAre(TagOutcome::created, TagOutcome::moved,
                                              TagOutcome::unchanged, TagOutcome::unchanged));
  EXPECT_FALSE(is_unchanged(plan->outcome));
}

TEST(PlanPush, ChecksInAFixedOrder) {
  NewImage image = image_of("image");
  image.layers = {{.blob = {.digest = Digest::of("layer"), .size_bytes = 5}}};
  image.children = {{.digest = kOther, .size_bytes = 5, .media_type = "x"}};
  Push push = push_of(std::move(image), {tag("v1")});
  push.precondition = Precondition{.reference = tag("v1"), .match = ListedImages{.any = true}};
  const Quotas quotas{.images_per_repository = 1, .tags_per_image = 0};
  PushFacts facts{
      .references = {.layer_sizes_bytes = {std::nullopt}, .has_child = {false}},
      .tags = {std::nullopt},
      .image_count = 1,
      .descriptors = {.children = {StoredManifestFacts{.size_bytes = 5, .media_type = "y"}}}};
  EXPECT_EQ(refusal_of(push, facts, quotas), ErrorCode::repository_not_found);
  facts.repository_exists = true;
  EXPECT_EQ(refusal_of(push, facts, quotas), ErrorCode::precondition_failed);
  facts.precondition_target = kOther;
  EXPECT_EQ(refusal_of(push, facts, quotas), ErrorCode::referenced_blobs_not_found);
  facts.references.layer_sizes_bytes = {5};
  EXPECT_EQ(refusal_of(push, facts, quotas), ErrorCode::referenced_images_not_found);
  facts.references.has_child = {true};
  EXPECT_EQ(refusal_of(push, facts, quotas), ErrorCode::limit_exceeded);
  facts.image_count = 0;
  facts.storage.registry.quota = {.kind = StorageQuota::Kind::limited};
  EXPECT_EQ(refusal_of(push, facts, quotas), ErrorCode::limit_exceeded);  // that of storage
  facts.storage = {};
  EXPECT_EQ(refusal_of(push, facts, quotas), ErrorCode::manifest_invalid);
  facts.descriptors.children[0]->media_type = "x";
  EXPECT_EQ(refusal_of(push, facts, quotas), ErrorCode::limit_exceeded);  // that of its tags
  EXPECT_TRUE(plan_push(push, facts, {}));
}

TEST(PlanPush, NamesUpToAHundredMissingDigests) {
  Push push = push_of(image_of("image"));
  PushFacts facts = facts_of();
  std::string expected;
  for (int i = 0; i < 101; ++i) {
    const Digest digest = Digest::of(std::to_string(i));
    push.image.layers.push_back({.blob = {.digest = digest, .size_bytes = 1}});
    expected += i == 100 ? "..." : digest.text() + ", ";
    facts.references.layer_sizes_bytes.emplace_back();
  }
  EXPECT_EQ(plan_push(push, facts, {}).error().subject, expected);
  facts.references.layer_sizes_bytes.assign(101, 1);
  facts.references.layer_sizes_bytes[1] = std::nullopt;
  EXPECT_EQ(plan_push(push, facts, {}).error().subject, Digest::of("1").text());
}

TEST(PlanPush, RefusesABlobOfAnotherSizeEvenIfReferencesMayBeMissing) {
  Push push = push_of(image_of("image"));
  push.references = References::may_be_missing;
  push.image.layers = {{.blob = {.digest = Digest::of("a"), .size_bytes = 5}},
                       {.blob = {.digest = Digest::of("b"), .size_bytes = 5}}};
  PushFacts facts = facts_of();
  facts.references.layer_sizes_bytes = {std::nullopt, 5};
  EXPECT_TRUE(plan_push(push, facts, {}));
  facts.references.layer_sizes_bytes = {std::nullopt, 6};
  const auto refused = plan_push(push, facts, {});
  EXPECT_EQ(refused.error().code, ErrorCode::manifest_invalid);
  EXPECT_EQ(refused.error().digest, Digest::of("b").text());
  EXPECT_EQ(facts_of<ManifestFault>(refused.error()),
            (ManifestFault{.kind = ManifestFaultKind::other_size,
                           .subject = Digest::of("b").text(),
                           .actual = "6",
                           .expected = "5"}));
}

TEST(PlanPush, RefusesAnExistingImageWhoseReferencesAreGone) {
  Push push = push_of(image_of("image"), {tag("v1")});
  push.image.layers = {{.blob = {.digest = Digest::of("a"), .size_bytes = 5}}};
  PushFacts facts = facts_of({at(kImage)});
  facts.stored = stored(1);
  facts.references.layer_sizes_bytes = {std::nullopt};
  EXPECT_EQ(refusal_of(push, facts), ErrorCode::referenced_blobs_not_found);
  EXPECT_FALSE(find_unchanged(push, facts));
}

TEST(PlanPush, CountsTheTagsThatItAdds) {
  const Push push = push_of(image_of("image"), {tag("a"), tag("b"), tag("c")});
  PushFacts facts = facts_of({at(kImage), at(kOther), std::nullopt});
  facts.stored = stored(1);
  EXPECT_TRUE(plan_push(push, facts, {.tags_per_image = 3}));
  EXPECT_EQ(refusal_of(push, facts, {.tags_per_image = 2}), ErrorCode::limit_exceeded);
  facts.tags = {at(kImage), at(kImage), at(kImage)};
  facts.stored = stored(3);
  EXPECT_TRUE(plan_push(push, facts, {.tags_per_image = 2}));  // nothing is added
}

// --- find_unchanged() ---

TEST(FindUnchanged, KnowsAPushThatHasNothingToWrite) {
  const Push push = push_of(image_of("image"), {tag("a"), tag("b")});
  const auto outcome = find_unchanged(push, {.tags = {at(kImage), at(kImage)}});
  ASSERT_TRUE(outcome);
  EXPECT_TRUE(is_unchanged(*outcome));
  EXPECT_THAT(outcome->tags, ElementsAre(TagOutcome::unchanged, TagOutcome::unchanged));
  EXPECT_FALSE(find_unchanged(push, {.tags = {at(kImage), at(kOther)}}));
  EXPECT_FALSE(find_unchanged(push, {.tags = {at(kImage), std::nullopt}}));
}

TEST(FindUnchanged, LooksForTheImageIfThereIsNoTag) {
  const Push push = push_of(image_of("image"));
  EXPECT_FALSE(find_unchanged(push, {}));
  EXPECT_TRUE(find_unchanged(push, {.stored = stored(0)}));
}

TEST(FindUnchanged, LeavesPreconditionsToTheWrite) {
  Push push = push_of(image_of("image"), {tag("a")});
  push.precondition = Precondition{.reference = tag("a")};
  EXPECT_FALSE(find_unchanged(push, {.tags = {at(kImage)}}));
}

}  // namespace
}  // namespace berth
