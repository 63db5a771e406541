// Which blobs are unnamed or unheld, and since when: registry/ports/garbage_store.h as tests.
#include "contract/metadata_store_contract.h"

namespace berth {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::size_t kAll = 1000;

Blob blob(std::string_view content) {
  return {.digest = Digest::of(content), .size_bytes = content.size()};
}

NewImage with_layer(NewImage image, const Blob& layer) {
  image.layers.push_back({.blob = layer, .media_type = "layer"});
  return image;
}

std::vector<std::string> digests(const std::vector<UnheldBlob>& blobs) {
  std::vector<std::string> texts;
  for (const UnheldBlob& unheld : blobs) texts.push_back(unheld.blob.digest.text());
  return texts;
}

}  // namespace

TEST_P(MetadataStoreContract, UnlinksABlobThatNoImageEverNamed) {
  const Repository web = create("web");
  ASSERT_TRUE(store().link_blob(web.key, blob("layer"), at(100)));
  EXPECT_EQ(garbage().unlink_unnamed(at(100), kAll, {}), 0U);
  EXPECT_TRUE(store().find_blob(web.key, blob("layer").digest));
  EXPECT_EQ(garbage().unlink_unnamed(at(101), kAll, {}), 1U);
  EXPECT_FALSE(store().find_blob(web.key, blob("layer").digest));
  EXPECT_FALSE(garbage().is_held(blob("layer").digest));
}

TEST_P(MetadataStoreContract, KeepsABlobWhileAnImageNamesIt) {
  const Repository web = create("web");
  link(web, blob("layer"));
  push(web, with_layer(image("one"), blob("layer")));
  push(web, with_layer(image("two"), blob("layer")));
  ASSERT_TRUE(store().delete_image(web, Digest::of("one"), {.at = at(50), .user = "admin"}));
  EXPECT_EQ(garbage().unlink_unnamed(at(1'000'000), kAll, {}), 0U);
  EXPECT_TRUE(store().find_blob(web.key, blob("layer").digest));

  ASSERT_TRUE(store().delete_image(web, Digest::of("two"), {.at = at(60), .user = "admin"}));
  EXPECT_EQ(garbage().unlink_unnamed(at(60), kAll, {}), 0U);
  EXPECT_EQ(garbage().unlink_unnamed(at(61), kAll, {}), 1U);
  // The unheld blob has been unneeded since the image was deleted.
  EXPECT_THAT(digests(garbage().list_unheld(at(61), {}, kAll)),
              ElementsAre(blob("layer").digest.text()));
}

TEST_P(MetadataStoreContract, KeepsAPushedNondistributableLayer) {
  const Repository web = create("web");
  NewImage windows = image("one");
  windows.foreign_layers = {{.blob = blob("before")}, {.blob = blob("after")}};
  link(web, blob("before"));
  push(web, windows);
  link(web, blob("after"));
  EXPECT_EQ(garbage().unlink_unnamed(at(1'000'000), kAll, {}), 0U);
  ASSERT_TRUE(store().delete_image(web, Digest::of("one"), {.at = at(50), .user = "admin"}));
  EXPECT_EQ(garbage().unlink_unnamed(at(1'000'000), kAll, {}), 2U);
}

TEST_P(MetadataStoreContract, KeepsABlobThatANewImageNames) {
  const Repository web = create("web");
  link(web, blob("layer"));
  push(web, with_layer(image("one"), blob("layer")));
  EXPECT_EQ(garbage().unlink_unnamed(at(1'000'000), kAll, {}), 0U);
}

TEST_P(MetadataStoreContract, RestartsTheGracePeriodWhenABlobIsHeld) {
  const Repository web = create("web");
  ASSERT_TRUE(store().link_blob(web.key, blob("asked"), at(0)));
  ASSERT_TRUE(store().link_blob(web.key, blob("sent again"), at(0)));
  ASSERT_TRUE(store().link_blob(web.key, blob("left alone"), at(0)));
  EXPECT_EQ(store().hold_blob(web.key, blob("asked").digest, at(60'000))->size_bytes, 5U);
  ASSERT_TRUE(store().link_blob(web.key, blob("sent again"), at(60'000)));
  EXPECT_EQ(garbage().unlink_unnamed(at(60'000), kAll, {}), 1U);
  EXPECT_FALSE(store().find_blob(web.key, blob("left alone").digest));
  EXPECT_FALSE(store().hold_blob(web.key, blob("left alone").digest, at(60'000)));
  EXPECT_TRUE(store().find_blob(web.key, blob("asked").digest));
  EXPECT_TRUE(store().find_blob(web.key, blob("sent again").digest));
}

TEST_P(MetadataStoreContract, UnlinksNoMoreBlobsThanTheLimit) {
  const Repository web = create("web");
  for (int i = 0; i < 5; ++i) link(web, blob(std::to_string(i)));
  EXPECT_EQ(garbage().unlink_unnamed(at(1), 3, {}), 3U);
  EXPECT_EQ(garbage().unlink_unnamed(at(1), 3, {}), 2U);
  EXPECT_EQ(garbage().unlink_unnamed(at(1), 3, {}), 0U);
}

TEST_P(MetadataStoreContract, KnowsABlobThatIsNoLongerHeld) {
  const Repository web = create("web");
  const Repository other = create("other");
  link(web, blob("shared"));
  link(other, blob("shared"));
  ASSERT_TRUE(store().unlink_blob(web.key, blob("shared").digest, {.at = at(10)}));
  EXPECT_TRUE(garbage().is_held(blob("shared").digest));
  EXPECT_THAT(garbage().list_unheld(at(1'000), {}, kAll), IsEmpty());
  ASSERT_TRUE(store().unlink_blob(other.key, blob("shared").digest, {.at = at(20)}));
  EXPECT_FALSE(garbage().is_held(blob("shared").digest));
  EXPECT_THAT(garbage().list_unheld(at(20), {}, kAll), IsEmpty());
  const auto unheld = garbage().list_unheld(at(21), {}, kAll);
  ASSERT_EQ(unheld.size(), 1U);
  EXPECT_EQ(unheld[0].blob.size_bytes, 6U);

  link(web, blob("shared"));
  EXPECT_THAT(garbage().list_unheld(at(1'000), {}, kAll), IsEmpty());
}

TEST_P(MetadataStoreContract, ListsUnheldBlobsInPages) {
  std::vector<Blob> orphans;
  for (int i = 0; i < 5; ++i) orphans.push_back(blob(std::to_string(i)));
  garbage().add_unheld(orphans, at(7));
  const auto first = garbage().list_unheld(at(8), {}, 3);
  ASSERT_EQ(first.size(), 3U);
  const auto rest = garbage().list_unheld(at(8), first.back(), 3);
  EXPECT_EQ(rest.size(), 2U);
  garbage().forget_unheld(first, {});
  EXPECT_EQ(digests(garbage().list_unheld(at(8), {}, kAll)), digests(rest));
}

TEST_P(MetadataStoreContract, DoesNotForgetABlobThatBecameUnheldAgain) {
  const Repository web = create("web");
  garbage().add_unheld(std::vector{blob("layer")}, at(1));
  const auto before = garbage().list_unheld(at(2), {}, kAll);
  link(web, blob("layer"));
  ASSERT_TRUE(store().unlink_blob(web.key, blob("layer").digest, {.at = at(5)}));
  garbage().forget_unheld(before, {});
  EXPECT_EQ(garbage().list_unheld(at(6), {}, kAll).size(), 1U);
}

TEST_P(MetadataStoreContract, DistinguishesOrphansFromKnownBlobs) {
  const Repository web = create("web");
  link(web, blob("held"));
  const std::vector<Blob> stored{blob("held"), blob("lost")};
  const auto orphans = garbage().find_orphans(stored);
  ASSERT_EQ(orphans.size(), 1U);
  EXPECT_EQ(orphans[0].digest, blob("lost").digest);
  garbage().add_unheld(stored, at(1));
  EXPECT_THAT(digests(garbage().list_unheld(at(2), {}, kAll)),
              ElementsAre(blob("lost").digest.text()));
  EXPECT_THAT(garbage().find_orphans(stored), IsEmpty());
}

TEST_P(MetadataStoreContract, PurgesALargeRepository) {
  const Repository web = create("web");
  link(web, blob("layer"));
  for (int i = 0; i < 200; ++i) {
    const std::string number = std::to_string(i);
    push(web, with_layer(image(number), blob("layer")), tag("v" + number));
  }
  ASSERT_TRUE(store().delete_repository(web, RepositoryContent::is_deleted_too, {.at = at(9)}));
  EXPECT_FALSE(store().find_repository(account(), name("web")));
  EXPECT_THAT(repository_names(), IsEmpty());
  EXPECT_EQ(usage().find_usage(account())->usage, Usage());
  EXPECT_EQ(store().link_blob(web.key, blob("layer"), at(9)).error().code,
            ErrorCode::repository_not_found);
  const Repository again = create("web");
  push(again, image("new"), tag("new"));

  reopen();
  while (garbage().purge_repositories(100) != PurgeOutcome::nothing_to_do) {
    EXPECT_FALSE(garbage().has_repository(web.key));
    EXPECT_EQ(usage().find_usage(account())->usage,
              (Usage{.images = 1, .tags = 1, .manifest_bytes = 3}));
  }
  EXPECT_THAT(tag_names(web), IsEmpty());
  EXPECT_THAT(image_digests(web), IsEmpty());
  EXPECT_FALSE(store().find_manifest(web.key, Digest::of("1")));
  EXPECT_FALSE(garbage().is_held(blob("layer").digest));
  EXPECT_THAT(digests(garbage().list_unheld(at(10), {}, kAll)),
              ElementsAre(blob("layer").digest.text()));
  EXPECT_THAT(tag_names(again), ElementsAre("new"));
}

TEST_P(MetadataStoreContract, MeasuresWhatARunWouldRemove) {
  const Repository web = create("web");
  const Repository other = create("other");
  link(web, blob("alone"));
  link(web, blob("shared"));
  link(other, blob("shared"));
  push(other, with_layer(image("one"), blob("shared")));
  garbage().add_unheld(std::vector{blob("unheld")}, at(1));
  EXPECT_EQ(garbage().measure(at(0)), GarbageReport());
  const GarbageReport report = garbage().measure(at(2));
  EXPECT_EQ(report.links, 2U);
  EXPECT_EQ(report.blobs, (GarbageCount{.count = 2, .size_bytes = 5 + 6}));
}

TEST_P(MetadataStoreContract, ForgetsThePartsOfAbandonedUploads) {
  const Repository web = create("web");
  ASSERT_TRUE(store().add_upload_part(web.key, "old", 5, at(10)));
  ASSERT_TRUE(store().add_upload_part(web.key, "new", 5, at(20)));
  garbage().forget_upload_parts(at(20));
  EXPECT_EQ(store().find_upload_parts(web.key, "old").count, 0U);
  EXPECT_EQ(store().find_upload_parts(web.key, "new").count, 1U);
}

TEST_P(MetadataStoreContract, CommitsNothingWhenThereIsNothingToCollect) {
  const Repository web = create("web");
  link(web, blob("layer"));
  const Basis before = basis_of_everything();
  EXPECT_EQ(garbage().purge_repositories(kAll), PurgeOutcome::nothing_to_do);
  EXPECT_EQ(garbage().unlink_unnamed(at(0), kAll, {}), 0U);
  garbage().forget_upload_parts(at(0));
  EXPECT_TRUE(is_current(before));
}

}  // namespace berth
