// What the garbage collector frees, and what it leaves.
#include "contract/garbage_collector_fixture.h"

namespace berth {
namespace {

using std::chrono::hours;

INSTANTIATE_TEST_SUITE_P(Over, GarbageCollectorTest, testing::ValuesIn(kGarbagePlaces), kPlaceName);

// For a blob that is kept with the metadata, and for one in the blob store.
using PlaceAndSize = std::tuple<GarbagePlace, std::size_t>;
class GarbageOfBlobs : public GarbageFixture, public testing::WithParamInterface<PlaceAndSize> {
 protected:
  GarbageOfBlobs() : GarbageFixture(std::get<GarbagePlace>(GetParam())) {}

  const std::string layer_ = std::string(std::get<std::size_t>(GetParam()), 'x');
};
constexpr auto kPlaceAndSizeName = [](const auto& test) {
  const auto& [place, size] = test.param;
  return std::string(place.name) + std::to_string(size);
};
INSTANTIATE_TEST_SUITE_P(Over, GarbageOfBlobs,
                         testing::Combine(testing::ValuesIn(kGarbagePlaces),
                                          testing::Values(kMaxSmallBlobBytes,
                                                          kMaxSmallBlobBytes + 1)),
                         kPlaceAndSizeName);

TEST_P(GarbageOfBlobs, IsFreedAfterTheGracePeriodOfADeletedImage) {
  const Repository web = create("web");
  push_blob(web, layer_);
  const Digest image = push_image(web, layer_);
  clock_.advance(hours(1000));
  EXPECT_EQ(collect(), GarbageReport());
  ASSERT_TRUE(metadata_.delete_image(web, image, {.at = clock_.now(), .user = "admin"}));
  clock_.advance(hours(23));
  EXPECT_EQ(collect(), GarbageReport());
  clock_.advance(hours(2));
  EXPECT_EQ(collect(),
            (GarbageReport{.links = 1, .blobs = {.count = 1, .size_bytes = layer_.size()}}));
  EXPECT_FALSE(is_stored(layer_));
  EXPECT_EQ(collect(), GarbageReport());
}

TEST_P(GarbageOfBlobs, StaysWhileAnotherRepositoryHoldsIt) {
  const Repository web = create("web");
  const Repository other = create("other");
  push_blob(web, layer_);
  const Digest image = push_image(web, layer_);
  ASSERT_TRUE(metadata_.mount_blob(web.key, other, Digest::of(layer_), clock_.now()));
  push_image(other, layer_);
  ASSERT_TRUE(metadata_.delete_image(web, image, {.at = clock_.now(), .user = "admin"}));
  clock_.advance(hours(100));
  EXPECT_EQ(collect(), (GarbageReport{.links = 1}));
  EXPECT_FALSE(metadata_.find_blob(web.key, Digest::of(layer_)));
  EXPECT_TRUE(open_blob(latest_, blobs_, other, Digest::of(layer_)));
}

TEST_P(GarbageOfBlobs, IsMeasuredAsItIsThenCollected) {
  const Repository web = create("web");
  push_blob(web, "never named");
  push_blob(web, layer_);
  ASSERT_TRUE(
      metadata_.delete_image(web, push_image(web, layer_), {.at = clock_.now(), .user = "admin"}));
  upload(web, "abandoned");
  clock_.advance(hours(100));
  const GarbageReport measured = measure();
  EXPECT_TRUE(is_stored(layer_));
  EXPECT_EQ(measured.blobs, (GarbageCount{.count = 2, .size_bytes = 11 + layer_.size()}));
  EXPECT_EQ(collect(), measured);
}

TEST_P(GarbageCollectorTest, MeasuresADeletedRepositoryAsItThenCollectsIt) {
  const Repository web = create("web");
  constexpr int kBlobs = 600;  // a store may leave some of them for later
  for (int i = 0; i < kBlobs; ++i) {
    const std::string content = std::to_string(1'000 + i);
    const Blob blob{.digest = Digest::of(content), .size_bytes = content.size()};
    ASSERT_TRUE(metadata_.put_blob(web.key, blob, content, clock_.now()));
  }
  ASSERT_TRUE(
      metadata_.delete_repository(web, RepositoryContent::is_deleted_too, {.at = clock_.now()}));
  clock_.advance(hours(25));
  const GarbageReport measured = measure();
  EXPECT_EQ(measured.blobs, (GarbageCount{.count = kBlobs, .size_bytes = 4 * kBlobs}));
  EXPECT_EQ(collect(), measured);
}

TEST_P(GarbageOfBlobs, IsFreedAfterTheDeletionOfItsRepository) {
  const Repository web = create("web");
  push_blob(web, layer_);
  push_image(web, layer_);
  ASSERT_TRUE(
      metadata_.delete_repository(web, RepositoryContent::is_deleted_too, {.at = clock_.now()}));
  EXPECT_EQ(collect().blobs.count, 0U);
  clock_.advance(hours(25));
  EXPECT_EQ(collect().blobs.count, 1U);
  EXPECT_FALSE(is_stored(layer_));
}

TEST_P(GarbageCollectorTest, LeavesASmallBlobThatIsHeldAgain) {
  const Repository web = create("web");
  push_blob(web, "layer");
  ASSERT_TRUE(metadata_.unlink_blob(web.key, Digest::of("layer"), {.at = clock_.now()}));
  clock_.advance(hours(25));
  const auto listed = garbage_.list_unheld(clock_.now(), {}, 10);
  ASSERT_EQ(listed.size(), 1U);
  push_blob(web, "layer");
  EXPECT_EQ(garbage_.forget_unheld(listed, {}), GarbageCount());
  // Unheld again, since a later time.
  ASSERT_TRUE(metadata_.unlink_blob(web.key, Digest::of("layer"), {.at = clock_.now()}));
  EXPECT_EQ(garbage_.forget_unheld(listed, {}), GarbageCount());
  EXPECT_TRUE(is_stored("layer"));
}

// Like the small blobs of versions that kept all blobs there.
TEST_P(GarbageCollectorTest, CollectsASmallBlobInTheBlobStore) {
  const Repository web = create("web");
  const Blob blob = upload(web, "layer")->commit(Digest::of("layer")).value();
  ASSERT_TRUE(metadata_.link_blob(web.key, blob, clock_.now()));
  EXPECT_EQ(content_of(open_blob(latest_, blobs_, web, blob.digest).value()), "layer");
  clock_.advance(hours(25));
  EXPECT_EQ(collect(), (GarbageReport{.links = 1, .blobs = {.count = 1, .size_bytes = 5}}));
  EXPECT_FALSE(is_stored("layer"));
}

TEST_P(GarbageCollectorTest, FreesTheFileAndTheRowOfARepushedSmallBlob) {
  const Repository web = create("web");
  const Blob blob = upload(web, "layer")->commit(Digest::of("layer")).value();
  ASSERT_TRUE(metadata_.link_blob(web.key, blob, clock_.now()));
  push_blob(web, "layer");
  EXPECT_TRUE(is_stored_with_metadata(blob.digest));
  clock_.advance(hours(25));
  EXPECT_EQ(collect(), (GarbageReport{.links = 1, .blobs = {.count = 2, .size_bytes = 10}}));
  EXPECT_FALSE(is_stored("layer"));
}

TEST_P(GarbageOfBlobs, StaysIfMountedWhenDueInItsSource) {
  const Repository web = create("web");
  const Repository other = create("other");
  push_blob(web, layer_);
  clock_.advance(hours(25));
  ASSERT_TRUE(metadata_.mount_blob(web.key, other, Digest::of(layer_), clock_.now()));
  EXPECT_EQ(collect(), (GarbageReport{.links = 1}));
  EXPECT_TRUE(open_blob(latest_, blobs_, other, Digest::of(layer_)));
  EXPECT_EQ(open_blob(latest_, blobs_, web, Digest::of(layer_)).error().code,
            ErrorCode::blob_not_found);
}

TEST_P(GarbageCollectorTest, FindsOrphansAndKeepsThemForTheGracePeriod) {
  const Repository web = create("web");
  push_blob(web, "held");
  ASSERT_TRUE(upload(web, "lost")->commit(Digest::of("lost")));
  EXPECT_EQ(collect(), (GarbageReport{.orphans = {.count = 1, .size_bytes = 4}}));
  clock_.advance(hours(23));
  EXPECT_EQ(collect(), GarbageReport());
  EXPECT_TRUE(is_stored("lost"));
  push_image(web, "held");
  clock_.advance(hours(2));
  EXPECT_EQ(collect(), (GarbageReport{.blobs = {.count = 1, .size_bytes = 4}}));
  EXPECT_FALSE(is_stored("lost"));
  EXPECT_TRUE(is_stored("held"));
}

TEST_P(GarbageCollectorTest, FindsOrphansAPageAtATime) {
  const Repository web = create("web");
  for (int i = 0; i < 10; ++i) {
    const std::string content = std::to_string(i);
    ASSERT_TRUE(upload(web, content)->commit(Digest::of(content)));
  }
  GarbageCollector scanning = collector();
  std::uint64_t found = 0;
  int runs = 0;
  for (; found < 10 && runs < 256; ++runs) {
    found += scanning.run(OrphanScan::one_page, [] { return true; }).orphans.count;
  }
  EXPECT_EQ(found, 10U);
  EXPECT_GT(runs, 1);
}

TEST_P(GarbageCollectorTest, EndsAnUploadThatWasIdleForTooLong) {
  const Repository web = create("web");
  upload(web, "abandoned");
  clock_.advance(hours(47));
  EXPECT_EQ(collect(), GarbageReport());
  clock_.advance(hours(2));
  EXPECT_EQ(collect(), (GarbageReport{.uploads = {.count = 1, .size_bytes = 9}}));
  EXPECT_EQ(upload_count(), 0U);
}

TEST_P(GarbageCollectorTest, EndsAnEmptyUploadAfterAnHour) {
  const Repository web = create("web");
  begin_upload({.repository = web.key, .id = make_uuid(entropy_)});
  upload(web, "some");
  clock_.advance(std::chrono::minutes(30));
  EXPECT_EQ(collect(), GarbageReport());
  clock_.advance(std::chrono::hours(1));
  EXPECT_EQ(collect(), (GarbageReport{.uploads = {.count = 1, .size_bytes = 0}}));
  EXPECT_EQ(upload_count(), 1U);
}

TEST_P(GarbageCollectorTest, EndsTheUploadsToADeletedRepositoryAtOnce) {
  const Repository web = create("web");
  const Repository other = create("other");
  upload(web, "nobody's");
  upload(other, "somebody's");
  ASSERT_TRUE(
      metadata_.delete_repository(web, RepositoryContent::must_be_empty, {.at = clock_.now()}));
  const GarbageReport measured = measure();
  EXPECT_EQ(measured.uploads, (GarbageCount{.count = 1, .size_bytes = 8}));
  EXPECT_EQ(collect().uploads, measured.uploads);
  EXPECT_EQ(upload_count(), 1U);
}

TEST_P(GarbageCollectorTest, LeavesAnUploadThatIsBeingWrittenAlone) {
  const Repository web = create("web");
  const auto writer = upload(web, "slow");
  clock_.advance(hours(100));
  EXPECT_EQ(collect(), GarbageReport());
  EXPECT_TRUE(complete_upload(metadata_, blobs_, clock_, web, *writer, Digest::of("slow")));
}

TEST_P(GarbageOfBlobs, CanStillBeReadByReadersThatHaveItOpen) {
  const Repository web = create("web");
  push_blob(web, layer_);
  const auto open = open_blob(latest_, blobs_, web, Digest::of(layer_));
  clock_.advance(hours(25));
  EXPECT_EQ(collect().blobs.count, 1U);
  EXPECT_EQ(content_of(*open), layer_);
}

}  // namespace
}  // namespace berth
