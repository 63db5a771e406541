// The garbage collector over real stores, at times that the tests choose.
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <fstream>
#include <functional>
#include <thread>

#include "base/entropy.h"
#include "contract/blob_store_contract.h"
#include "contract/temporary_folder.h"
#include "registry/blobs.h"
#include "registry/garbage.h"
#include "storage/filesystem/filesystem_blob_store.h"
#include "storage/sqlite/sqlite_account_store.h"
#include "storage/sqlite/sqlite_garbage_store.h"
#include "storage/sqlite/sqlite_metadata_store.h"

namespace berth {
namespace {

namespace fs = std::filesystem;
using std::chrono::hours;

// Begins with the machine's time: by that the blob store dates uploads.
class MovedClock final : public Clock {
 public:
  [[nodiscard]] Timestamp now() const override { return SystemClock().now() + ahead_; }
  void advance(std::chrono::milliseconds by) { ahead_ += by; }

 private:
  std::chrono::milliseconds ahead_{0};
};

// Calls back between the moment when the bytes are in their place, or are read to be kept with the
// metadata, and the moment when they are linked.
class InterruptedWriter final : public UploadWriter {
 public:
  InterruptedWriter(std::unique_ptr<UploadWriter> writer, std::function<void()> interruption)
      : writer_(std::move(writer)), interruption_(std::move(interruption)) {}
  [[nodiscard]] std::uint64_t size_bytes() const override { return writer_->size_bytes(); }
  void append(std::span<const std::byte> chunk) override { writer_->append(chunk); }
  void keep() override { writer_->keep(); }
  Digest digest(HashAlgorithm algorithm) override { return writer_->digest(algorithm); }
  std::string content() override {
    std::string content = writer_->content();
    interruption_();
    return content;
  }
  Result<Blob> commit(const Digest& expected) override {
    auto blob = writer_->commit(expected);
    interruption_();
    return blob;
  }
  void discard() override { writer_->discard(); }

 private:
  std::unique_ptr<UploadWriter> writer_;
  std::function<void()> interruption_;
};

class GarbageCollectorTest : public testing::Test {
 protected:
  static constexpr GarbagePolicy kPolicy{.grace = hours(24), .upload_expiry = hours(48)};

  GarbageCollectorTest() {
    const RegistryId account = *RegistryId::parse("123456789012");
    const Registry registry{
        .id = account, .alias = *RegistryAlias::parse("acme"), .created_at = clock_.now()};
    const AccessKey key{
        .principal = {.registry = account, .user_name = "admin", .access_key_id = "AKID"},
        .sealed_secret = "",
        .created_at = {}};
    EXPECT_TRUE(accounts_.create_registry(registry, key, {}));
  }

  Repository create(std::string_view name) {
    return *metadata_.create_repository({.registry = *RegistryId::parse("123456789012"),
                                         .name = *RepositoryName::parse(name),
                                         .created_at = clock_.now()});
  }
  std::unique_ptr<UploadWriter> upload(const Repository& repository, std::string_view content) {
    const UploadKey key{.repository = repository.key, .id = make_uuid(entropy_)};
    blobs_.create_upload(key, HashAlgorithm::sha256);
    auto writer = std::move(*blobs_.open_upload(key));
    writer->append(std::as_bytes(std::span(content)));
    return writer;
  }
  Digest push_blob(const Repository& repository, std::string_view content) {
    const Digest digest = Digest::of(content);
    EXPECT_TRUE(complete_upload(metadata_, blobs_, clock_, repository, *upload(repository, content),
                                digest));
    return digest;
  }
  Digest push_image(const Repository& repository, std::string_view layer) {
    const std::string content = "image of " + std::string(layer);
    const NewImage image{
        .digest = Digest::of(content),
        .media_type = "type",
        .artifact_media_type = "",
        .content = content,
        .size_bytes = 0,
        .layers = {{.blob = {.digest = Digest::of(layer), .size_bytes = layer.size()}}},
        .children = {}};
    EXPECT_TRUE(
        metadata_.put_image(repository, image, {}, References::must_exist, "admin", clock_.now()));
    return image.digest;
  }
  GarbageReport collect(OrphanScan scan = OrphanScan::everything) {
    return GarbageCollector(garbage_, blobs_, clock_, kPolicy).run(scan, [] { return true; });
  }
  bool is_stored(std::string_view content) {
    const Digest digest = Digest::of(content);
    return blobs_.open_blob(digest) || database_.reader()->small_blobs.find(digest);
  }
  void execute(storage::Sql sql) {
    ASSERT_TRUE(database_.write<void>([&](storage::Connection& connection) -> Result<void> {
      connection.database.execute(sql);
      return {};
    }));
  }
  std::size_t upload_count() { return blobs_.list_uploads().size(); }

  const std::string large_layer_ = std::string(kMaxSmallBlobBytes + 1, 'x');  // in the blob store
  TemporaryFolder folder_;
  MovedClock clock_;
  SystemEntropy entropy_;
  storage::SqliteDatabase database_{{.file = folder_.path() / "metadata.db", .reader_count = 2}};
  storage::SqliteAccountStore accounts_{database_};
  storage::SqliteMetadataStore metadata_{database_, Quotas()};
  storage::SqliteGarbageStore garbage_{database_};
  storage::FilesystemBlobStore blobs_{folder_.path()};
};

// Of a blob that is kept with the metadata, and of one in the blob store.
class GarbageOfBlobs : public GarbageCollectorTest,
                       public testing::WithParamInterface<std::size_t> {
 protected:
  const std::string layer_ = std::string(GetParam(), 'x');
};
INSTANTIATE_TEST_SUITE_P(Sizes, GarbageOfBlobs,
                         testing::Values(kMaxSmallBlobBytes, kMaxSmallBlobBytes + 1),
                         testing::PrintToStringParamName());

TEST_P(GarbageOfBlobs, GivesBackWhatADeletedImageNamedAfterTheGracePeriod) {
  const Repository web = create("web");
  push_blob(web, layer_);
  const Digest image = push_image(web, layer_);
  clock_.advance(hours(1000));
  EXPECT_EQ(collect(), GarbageReport());
  ASSERT_TRUE(metadata_.delete_image(web, image, "admin", clock_.now()));
  clock_.advance(hours(23));
  EXPECT_EQ(collect(), GarbageReport());
  clock_.advance(hours(2));
  EXPECT_EQ(collect(),
            (GarbageReport{.links = 1, .blobs = {.count = 1, .size_bytes = layer_.size()}}));
  EXPECT_FALSE(is_stored(layer_));
  EXPECT_EQ(collect(), GarbageReport());
}

TEST_P(GarbageOfBlobs, LeavesABlobToTheOtherRepositoryThatHoldsIt) {
  const Repository web = create("web");
  const Repository other = create("other");
  push_blob(web, layer_);
  const Digest image = push_image(web, layer_);
  ASSERT_TRUE(metadata_.mount_blob(web.key, other, Digest::of(layer_), clock_.now()));
  push_image(other, layer_);
  ASSERT_TRUE(metadata_.delete_image(web, image, "admin", clock_.now()));
  clock_.advance(hours(100));
  EXPECT_EQ(collect(), (GarbageReport{.links = 1}));
  EXPECT_FALSE(metadata_.find_blob(web.key, Digest::of(layer_)));
  EXPECT_TRUE(open_blob(metadata_, blobs_, other, Digest::of(layer_)));
}

TEST_P(GarbageOfBlobs, MeasuresWhatItThenDoes) {
  const Repository web = create("web");
  push_blob(web, "never named");
  push_blob(web, layer_);
  ASSERT_TRUE(metadata_.delete_image(web, push_image(web, layer_), "admin", clock_.now()));
  upload(web, "abandoned");
  clock_.advance(hours(100));
  const GarbageReport measured =
      GarbageCollector(garbage_, blobs_, clock_, kPolicy).measure([] { return true; });
  EXPECT_TRUE(is_stored(layer_));
  EXPECT_EQ(measured.blobs, (GarbageCount{.count = 2, .size_bytes = 11 + layer_.size()}));
  EXPECT_EQ(collect(), measured);
}

TEST_F(GarbageCollectorTest, MeasuresWhatItThenDoesToADeletedRepository) {
  const Repository web = create("web");
  constexpr int kBlobs = 600;  // some are left when it is deleted
  for (int i = 0; i < kBlobs; ++i) push_blob(web, std::to_string(1'000 + i));
  ASSERT_TRUE(metadata_.delete_repository(web.registry, web.name, RepositoryContent::is_deleted_too,
                                          clock_.now()));
  clock_.advance(hours(25));
  const GarbageReport measured =
      GarbageCollector(garbage_, blobs_, clock_, kPolicy).measure([] { return true; });
  EXPECT_EQ(measured, (GarbageReport{.repositories = 1,
                                     .blobs = {.count = kBlobs, .size_bytes = 4 * kBlobs}}));
  EXPECT_EQ(collect(), measured);
}

TEST_P(GarbageOfBlobs, GivesBackWhatADeletedRepositoryHeld) {
  const Repository web = create("web");
  push_blob(web, layer_);
  push_image(web, layer_);
  ASSERT_TRUE(metadata_.delete_repository(web.registry, web.name, RepositoryContent::is_deleted_too,
                                          clock_.now()));
  EXPECT_EQ(collect().blobs.count, 0U);
  clock_.advance(hours(25));
  EXPECT_EQ(collect().blobs.count, 1U);
  EXPECT_FALSE(is_stored(layer_));
}

TEST_F(GarbageCollectorTest, RemovesNoBytesBetweenTheirPushAndTheirLink) {
  const Repository web = create("web");
  push_blob(web, large_layer_);
  ASSERT_TRUE(metadata_.unlink_blob(web.key, Digest::of(large_layer_), clock_.now()));
  clock_.advance(hours(25));
  GarbageReport report;
  InterruptedWriter writer(upload(web, large_layer_),
                           [&] { std::thread([&] { report = collect(); }).join(); });
  ASSERT_TRUE(complete_upload(metadata_, blobs_, clock_, web, writer, Digest::of(large_layer_)));
  EXPECT_EQ(report.blobs.count, 0U);
  EXPECT_TRUE(open_blob(metadata_, blobs_, web, Digest::of(large_layer_)));
  EXPECT_EQ(collect().blobs.count, 0U);
  EXPECT_TRUE(is_stored(large_layer_));
}

TEST_F(GarbageCollectorTest, MayCollectASmallBlobWhileItIsPushedAgain) {
  const Repository web = create("web");
  push_blob(web, "layer");
  ASSERT_TRUE(metadata_.unlink_blob(web.key, Digest::of("layer"), clock_.now()));
  clock_.advance(hours(25));
  GarbageReport report;
  InterruptedWriter writer(upload(web, "layer"),
                           [&] { std::thread([&] { report = collect(); }).join(); });
  ASSERT_TRUE(complete_upload(metadata_, blobs_, clock_, web, writer, Digest::of("layer")));
  EXPECT_EQ(report.blobs, (GarbageCount{.count = 1, .size_bytes = 5}));
  EXPECT_EQ(collect(), GarbageReport());
  EXPECT_EQ(std::get<std::string>(open_blob(metadata_, blobs_, web, Digest::of("layer")).value()),
            "layer");
}

TEST_F(GarbageCollectorTest, LeavesASmallBlobThatIsHeldAgain) {
  const Repository web = create("web");
  push_blob(web, "layer");
  ASSERT_TRUE(metadata_.unlink_blob(web.key, Digest::of("layer"), clock_.now()));
  clock_.advance(hours(25));
  const auto listed = garbage_.list_unheld(clock_.now(), {}, 10);
  ASSERT_EQ(listed.size(), 1U);
  push_blob(web, "layer");
  EXPECT_EQ(garbage_.forget_unheld(listed), GarbageCount());
  // Unheld since another time.
  ASSERT_TRUE(metadata_.unlink_blob(web.key, Digest::of("layer"), clock_.now()));
  EXPECT_EQ(garbage_.forget_unheld(listed), GarbageCount());
  EXPECT_TRUE(is_stored("layer"));
}

// As those of versions that kept all of them there.
TEST_F(GarbageCollectorTest, KnowsASmallBlobThatIsInTheBlobStore) {
  const Repository web = create("web");
  const Blob blob = upload(web, "layer")->commit(Digest::of("layer")).value();
  ASSERT_TRUE(metadata_.link_blob(web.key, blob, clock_.now()));
  EXPECT_EQ(content_of(open_blob(metadata_, blobs_, web, blob.digest).value()), "layer");
  clock_.advance(hours(25));
  EXPECT_EQ(collect(), (GarbageReport{.links = 1, .blobs = {.count = 1, .size_bytes = 5}}));
  EXPECT_FALSE(is_stored("layer"));
}

TEST_F(GarbageCollectorTest, GivesBackBothTheFileAndTheRowOfASmallBlobThatWasPushedAgain) {
  const Repository web = create("web");
  const Blob blob = upload(web, "layer")->commit(Digest::of("layer")).value();
  ASSERT_TRUE(metadata_.link_blob(web.key, blob, clock_.now()));
  push_blob(web, "layer");
  EXPECT_TRUE(database_.reader()->small_blobs.has(blob.digest));
  clock_.advance(hours(25));
  EXPECT_EQ(collect(), (GarbageReport{.links = 1, .blobs = {.count = 2, .size_bytes = 10}}));
  EXPECT_FALSE(is_stored("layer"));
}

TEST_F(GarbageCollectorTest, TakesNoBytesForAnOrphanBetweenTheirPushAndTheirLink) {
  const Repository web = create("web");
  GarbageReport report;
  InterruptedWriter writer(upload(web, large_layer_),
                           [&] { std::thread([&] { report = collect(); }).join(); });
  ASSERT_TRUE(complete_upload(metadata_, blobs_, clock_, web, writer, Digest::of(large_layer_)));
  EXPECT_EQ(report, GarbageReport());
}

TEST_P(GarbageOfBlobs, KeepsAMountedBlobThatWasDueInItsSource) {
  const Repository web = create("web");
  const Repository other = create("other");
  push_blob(web, layer_);
  clock_.advance(hours(25));
  ASSERT_TRUE(metadata_.mount_blob(web.key, other, Digest::of(layer_), clock_.now()));
  EXPECT_EQ(collect(), (GarbageReport{.links = 1}));
  EXPECT_TRUE(open_blob(metadata_, blobs_, other, Digest::of(layer_)));
  EXPECT_EQ(open_blob(metadata_, blobs_, web, Digest::of(layer_)).error().code,
            ErrorCode::blob_not_found);
}

TEST_F(GarbageCollectorTest, FindsBytesThatNoRowKnowsAndKeepsThemForTheGracePeriod) {
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

TEST_F(GarbageCollectorTest, FindsOrphansAPageAtATime) {
  const Repository web = create("web");
  for (int i = 0; i < 10; ++i) {
    const std::string content = std::to_string(i);
    ASSERT_TRUE(upload(web, content)->commit(Digest::of(content)));
  }
  GarbageCollector collector(garbage_, blobs_, clock_, kPolicy);
  std::uint64_t found = 0;
  int runs = 0;
  for (; found < 10 && runs < 256; ++runs) {
    found += collector.run(OrphanScan::one_page, [] { return true; }).orphans.count;
  }
  EXPECT_EQ(found, 10U);
  EXPECT_GT(runs, 1);
}

TEST_F(GarbageCollectorTest, EndsAnUploadThatRestedTooLong) {
  const Repository web = create("web");
  upload(web, "abandoned");
  clock_.advance(hours(47));
  EXPECT_EQ(collect(), GarbageReport());
  clock_.advance(hours(2));
  EXPECT_EQ(collect(), (GarbageReport{.uploads = {.count = 1, .size_bytes = 9}}));
  EXPECT_EQ(upload_count(), 0U);
}

TEST_F(GarbageCollectorTest, LeavesAnUploadAloneThatIsBeingWritten) {
  const Repository web = create("web");
  const auto writer = upload(web, "slow");
  clock_.advance(hours(100));
  EXPECT_EQ(collect(), GarbageReport());
  EXPECT_TRUE(complete_upload(metadata_, blobs_, clock_, web, *writer, Digest::of("slow")));
}

TEST_F(GarbageCollectorTest, StopsAfterTheStepInWhichItIsTold) {
  const Repository web = create("web");
  for (int i = 0; i < 10; ++i) {
    ASSERT_TRUE(metadata_.link_blob(
        web.key, {.digest = Digest::of(std::to_string(i)), .size_bytes = 1}, clock_.now()));
  }
  upload(web, "abandoned");
  clock_.advance(hours(100));
  const auto report =
      GarbageCollector(garbage_, blobs_, clock_, kPolicy).run(OrphanScan::everything, [] {
        return false;
      });
  EXPECT_EQ(report, (GarbageReport{.links = 10}));
  EXPECT_EQ(upload_count(), 1U);
}

TEST_F(GarbageCollectorTest, StopsMeasuringAfterThePageInWhichItIsTold) {
  const Repository web = create("web");
  for (int i = 0; i < 10; ++i) {
    const std::string content = std::to_string(i);
    ASSERT_TRUE(upload(web, content)->commit(Digest::of(content)));
  }
  GarbageCollector collector(garbage_, blobs_, clock_, kPolicy);
  EXPECT_EQ(collector.measure([] { return true; }).orphans.count, 10U);
  EXPECT_FALSE(collector.was_stopped());
  EXPECT_LT(collector.measure([] { return false; }).orphans.count, 10U);
  EXPECT_TRUE(collector.was_stopped());
}

// No row of a deleted repository goes, and nobody lets go of a blob, as on a full disk.
TEST_F(GarbageCollectorTest, GivesBackFilesThoughNoRowCanBeWritten) {
  const Repository web = create("web");
  const Repository deleted = create("deleted");
  push_blob(web, large_layer_);
  ASSERT_TRUE(metadata_.unlink_blob(web.key, Digest::of(large_layer_), clock_.now()));
  push_blob(web, "unnamed");
  for (int i = 0; i < 501; ++i) {
    ASSERT_TRUE(metadata_.link_blob(
        deleted.key, {.digest = Digest::of(std::to_string(i)), .size_bytes = 1}, clock_.now()));
  }
  ASSERT_TRUE(metadata_.delete_repository(deleted.registry, deleted.name,
                                          RepositoryContent::is_deleted_too, clock_.now()));
  upload(web, "abandoned");
  clock_.advance(hours(100));
  execute(
      "CREATE TRIGGER full BEFORE DELETE ON repository_blobs"
      " BEGIN SELECT RAISE(ABORT, 'disk full'); END");
  EXPECT_THROW(collect(), std::runtime_error);
  EXPECT_FALSE(is_stored(large_layer_));
  EXPECT_EQ(upload_count(), 0U);
  execute("DROP TRIGGER full");
  EXPECT_EQ(collect().repositories, 1U);
}

TEST_F(GarbageCollectorTest, GoesOnAfterAFileThatCannotBeRemoved) {
  const Repository web = create("web");
  for (const Digest& digest : {push_blob(web, large_layer_), push_blob(web, large_layer_ + "y")}) {
    ASSERT_TRUE(metadata_.unlink_blob(web.key, digest, clock_.now()));
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

TEST_F(GarbageCollectorTest, FinishesWhatARunLeftBehindThatWasKilledAfterTheFile) {
  const Repository web = create("web");
  push_blob(web, large_layer_);
  ASSERT_TRUE(metadata_.unlink_blob(web.key, Digest::of(large_layer_), clock_.now()));
  clock_.advance(hours(25));
  ASSERT_TRUE(blobs_.remove_blob(Digest::of(large_layer_)));
  EXPECT_EQ(collect(), GarbageReport());
  EXPECT_TRUE(garbage_.list_unheld(clock_.now(), {}, 10).empty());
}

TEST_F(GarbageCollectorTest, LetsABlobBeOpenedThatWasPushedAgainSinceItsBytesWereLookedFor) {
  const Repository web = create("web");
  const Digest digest = push_blob(web, large_layer_);
  ASSERT_TRUE(blobs_.remove_blob(digest));
  storage::SqliteDatabase database({.file = folder_.path() / "metadata.db"});
  storage::SqliteMetadataStore metadata(database, Quotas());
  std::function<void()> on_look = [&, looks = 0]() mutable {
    if (++looks != 2) return;
    EXPECT_TRUE(upload(web, large_layer_)->commit(digest));
  };
  const auto call = [](unsigned, void* callback, void*, void*) {
    (*static_cast<std::function<void()>*>(callback))();
    return 0;
  };
  sqlite3_trace_v2(database.reader()->database.handle(), SQLITE_TRACE_STMT, call, &on_look);
  EXPECT_TRUE(open_blob(metadata, blobs_, web, digest));
}

TEST_P(GarbageOfBlobs, LetsWhoeverHasABlobOpenReadOn) {
  const Repository web = create("web");
  push_blob(web, layer_);
  const auto open = open_blob(metadata_, blobs_, web, Digest::of(layer_));
  clock_.advance(hours(25));
  EXPECT_EQ(collect().blobs.count, 1U);
  EXPECT_EQ(content_of(*open), layer_);
}

}  // namespace
}  // namespace berth
