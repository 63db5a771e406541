// Runs of the garbage collector that are stopped, killed, or partly fail.
#include "contract/garbage_collector_fixture.h"

namespace berth {
namespace {

namespace fs = std::filesystem;
using std::chrono::hours;

class GarbageFailures : public GarbageCollectorTest {};
INSTANTIATE_TEST_SUITE_P(Over, GarbageFailures, testing::ValuesIn(kGarbagePlaces), kPlaceName);

TEST_P(GarbageFailures, StopsAfterTheStepInWhichItIsAskedTo) {
  const Repository web = create("web");
  for (int i = 0; i < 10; ++i) {
    ASSERT_TRUE(metadata_.link_blob(
        web.key, {.digest = Digest::of(std::to_string(i)), .size_bytes = 1}, clock_.now()));
  }
  upload(web, "abandoned");
  clock_.advance(hours(100));
  const auto report = collector().run(OrphanScan::everything, [] { return false; });
  EXPECT_EQ(report, (GarbageReport{.links = 10}));
  EXPECT_EQ(upload_count(), 1U);
}

TEST_P(GarbageFailures, StopsMeasuringAfterThePageInWhichItIsAskedTo) {
  const Repository web = create("web");
  for (int i = 0; i < 10; ++i) {
    const std::string content = std::to_string(i);
    ASSERT_TRUE(upload(web, content)->commit(Digest::of(content)));
  }
  GarbageCollector measuring = collector();
  EXPECT_EQ(measuring.measure([] { return true; }).orphans.count, 10U);
  EXPECT_FALSE(measuring.was_stopped());
  EXPECT_LT(measuring.measure([] { return false; }).orphans.count, 10U);
  EXPECT_TRUE(measuring.was_stopped());
}

// As on a full disk, no row can be written, but files can be removed.
class FullDatabase final : public GarbageStore {
 public:
  explicit FullDatabase(GarbageStore& store) : store_(store) {}
  PurgeOutcome purge_repositories(std::size_t) override { throw std::runtime_error("disk full"); }
  std::size_t unlink_unnamed(Timestamp, std::size_t, const Author&) override {
    throw std::runtime_error("disk full");
  }
  GarbageCount forget_unheld(std::span<const UnheldBlob>, const Author&) override {
    throw std::runtime_error("disk full");
  }
  void add_unheld(std::span<const Blob>, Timestamp) override {
    throw std::runtime_error("disk full");
  }
  void forget_upload_parts(Timestamp) override { throw std::runtime_error("disk full"); }

  std::vector<UnheldBlob> list_unheld(Timestamp before, const std::optional<UnheldBlob>& after,
                                      std::size_t limit) override {
    return store_.list_unheld(before, after, limit);
  }
  bool is_held(const Digest& digest) override { return store_.is_held(digest); }
  std::vector<Blob> find_orphans(std::span<const Blob> stored) override {
    return store_.find_orphans(stored);
  }
  bool has_repository(RepositoryKey repository) override {
    return store_.has_repository(repository);
  }
  GarbageReport measure(Timestamp before) override { return store_.measure(before); }
  std::optional<Waiting> find_waiting() override { return store_.find_waiting(); }

 private:
  GarbageStore& store_;
};

TEST_P(GarbageFailures, FreesFilesEvenIfNoRowCanBeWritten) {
  const Repository web = create("web");
  const Repository deleted = create("deleted");
  push_blob(web, large_layer_);
  ASSERT_TRUE(metadata_.unlink_blob(web.key, Digest::of(large_layer_), {.at = clock_.now()}));
  push_blob(web, "unnamed");
  for (int i = 0; i < 501; ++i) {
    ASSERT_TRUE(metadata_.link_blob(
        deleted.key, {.digest = Digest::of(std::to_string(i)), .size_bytes = 1}, clock_.now()));
  }
  ASSERT_TRUE(metadata_.delete_repository(deleted, RepositoryContent::is_deleted_too,
                                          {.at = clock_.now()}));
  upload(web, "abandoned");
  clock_.advance(hours(100));
  FullDatabase full(collected().garbage());
  EXPECT_THROW(GarbageCollector(full, collected().blobs(), clock_, kPolicy)
                   .run(OrphanScan::everything, [] { return true; }),
               std::runtime_error);
  EXPECT_FALSE(blobs_.open_blob(Digest::of(large_layer_)));
  EXPECT_EQ(upload_count(), 0U);
  collect();
  EXPECT_EQ(measure(), GarbageReport());
}

class GarbageInFiles : public GarbageFixture {
 protected:
  GarbageInFiles() : GarbageFixture(kGarbageOnDisk) {}
};

TEST_F(GarbageInFiles, GoesOnAfterAFileThatCannotBeRemoved) {
  const Repository web = create("web");
  for (const Digest& digest : {push_blob(web, large_layer_), push_blob(web, large_layer_ + "y")}) {
    ASSERT_TRUE(metadata_.unlink_blob(web.key, digest, {.at = clock_.now()}));
    clock_.advance(hours(25));
  }
  // A directory in its place cannot be unlinked.
  const std::string hex(Digest::of(large_layer_).hex());
  const fs::path stuck = folder_.path() / "blobs/sha256" / hex.substr(0, 2) / hex;
  fs::remove(stuck);
  fs::create_directory(stuck);
  EXPECT_THROW(collect(), std::system_error);
  EXPECT_FALSE(is_stored(large_layer_ + "y"));
  EXPECT_EQ(garbage_.list_unheld(clock_.now(), {}, 10).size(), 1U);
}

TEST_P(GarbageFailures, FinishesARunThatWasKilledAfterRemovingAFile) {
  const Repository web = create("web");
  push_blob(web, large_layer_);
  ASSERT_TRUE(metadata_.unlink_blob(web.key, Digest::of(large_layer_), {.at = clock_.now()}));
  clock_.advance(hours(25));
  remove_bytes(Digest::of(large_layer_));
  EXPECT_EQ(collect(), GarbageReport());
  EXPECT_TRUE(garbage_.list_unheld(clock_.now(), {}, 10).empty());
}

}  // namespace
}  // namespace berth
