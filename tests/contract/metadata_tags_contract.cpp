// The contract of every metadata store: tags.
#include "contract/metadata_store_contract.h"

namespace berth {

using testing::ElementsAre;
using testing::IsEmpty;

TEST_P(MetadataStoreContract, ListsTagsInByteOrderAfterAName) {
  const Repository web = create("web");
  for (const char* text : {"v10", "v2", "V1", "_", "v1.0", "v1-0", "9"}) {
    push(web, image("a"), tag(text));
  }
  push(create("other"), image("a"), tag("v3"));
  EXPECT_THAT(tag_names(web), ElementsAre("9", "V1", "_", "v1-0", "v1.0", "v10", "v2"));
  EXPECT_THAT(tag_names(web, "_", 2), ElementsAre("v1-0", "v1.0"));
  EXPECT_THAT(tag_names(web, "a tag that is not there", 1), ElementsAre("v1-0"));
  EXPECT_THAT(tag_names(web, "v2"), IsEmpty());
  EXPECT_THAT(tag_names(web, "", 0), IsEmpty());
}

TEST_P(MetadataStoreContract, ShowsTheImageOfATag) {
  const Repository web = create("web");
  NewImage plain = image("a");
  plain.artifact_media_type = "";
  push(web, plain, std::nullopt, 5);
  push(web, plain, tag("v1"), 7);
  int count = 0;
  store().list_tags(web.key, "", 10, [&](const TagView& found) {
    ++count;
    EXPECT_EQ(found.name, "v1");
    EXPECT_EQ(found.digest, plain.digest.text());
    EXPECT_EQ(found.media_type, plain.media_type);
    EXPECT_EQ(found.artifact_media_type, "");
    EXPECT_EQ(found.size_bytes, 100U);
    EXPECT_EQ(found.image_pushed_at, at(5));
    EXPECT_EQ(found.created_at, at(7));
  });
  EXPECT_EQ(count, 1);
}

TEST_P(MetadataStoreContract, MovesATagToTheImageThatWasPushedLast) {
  const Repository web = create("web");
  push(web, image("a"), tag("latest"), 5);
  const PutImageOutcome outcome = push(web, image("b"), tag("latest"), 7);
  EXPECT_EQ(outcome.image, ImageOutcome::created);
  EXPECT_EQ(outcome.tags.at(0), TagOutcome::moved);
  EXPECT_EQ(created_at(web, "latest"), at(7));
  EXPECT_EQ(store().find_manifest(web.key, tag("latest"))->content, "b");
  EXPECT_THAT(store().find_image(web.key, Digest::of("a"))->tags, IsEmpty());
  const PutImageOutcome back = push(web, image("a"), tag("latest"), 9);
  EXPECT_EQ(back.image, ImageOutcome::existed);
  EXPECT_EQ(back.tags.at(0), TagOutcome::moved);
  EXPECT_EQ(created_at(web, "latest"), at(9));
  EXPECT_THAT(tag_names(web), ElementsAre("latest"));
}

TEST_P(MetadataStoreContract, DeletesATagAndLeavesItsImage) {
  const Repository web = create("web");
  push(web, image("a"), tag("v1"), 5);
  push(web, image("a"), tag("v2"), 5);
  ASSERT_TRUE(store().delete_tag(web, {.tag = tag("v1")}, {.at = at(6), .user = "admin"}));
  EXPECT_FALSE(store().find_manifest(web.key, tag("v1")));
  EXPECT_THAT(store().find_image(web.key, Digest::of("a"))->tags, ElementsAre("v2"));
  EXPECT_EQ(store().delete_tag(web, {.tag = tag("v1")}, {.at = at(7), .user = "admin"}).error(),
            (Error{.code = ErrorCode::image_not_found,
                   .registry = "123456789012",
                   .repository = "web",
                   .tag = "v1"}));
  EXPECT_EQ(push(web, image("a"), tag("v1"), 8).tags.at(0), TagOutcome::created);
  EXPECT_EQ(created_at(web, "v1"), at(8));
}

TEST_P(MetadataStoreContract, GoesOnAfterAVisitorThatThrew) {
  const Repository web = create("web");
  push(web, image("a"), tag("v1"));
  const auto visit = [](const TagView&) { throw std::domain_error("of the visitor"); };
  EXPECT_THROW(store().list_tags(web.key, "", 10, visit), std::domain_error);
  push(web, image("b"), tag("v2"));
  EXPECT_THAT(tag_names(web), ElementsAre("v1", "v2"));
}

TEST_P(MetadataStoreContract, PointsAllTagsOfAPushOrNone) {
  const Repository web = create("web");
  push(web, image("a"), tag("v1"), 7);
  const auto pushed = put(web, image("b"), {tag("v1"), tag("v2")}, References::must_exist, 8);
  ASSERT_TRUE(pushed);
  EXPECT_THAT(pushed->tags, testing::ElementsAre(TagOutcome::moved, TagOutcome::created));
  EXPECT_EQ(store().find_manifest(web.key, tag("v1"))->digest, Digest::of("b"));
  EXPECT_EQ(created_at(web, "v2"), at(8));
  const auto again = put(web, image("b"), {tag("v2"), tag("v1")}, References::must_exist, 9);
  EXPECT_THAT(again->tags, testing::ElementsAre(TagOutcome::unchanged, TagOutcome::unchanged));
  EXPECT_EQ(created_at(web, "v2"), at(8));

  reopen({.tags_per_image = 3});
  const auto refused = put(web, image("b"), {tag("v3"), tag("v4")});
  EXPECT_EQ(refused.error().code, ErrorCode::limit_exceeded);
  EXPECT_THAT(tag_names(web), testing::ElementsAre("v1", "v2"));
}

}  // namespace berth
