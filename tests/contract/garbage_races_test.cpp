// The garbage collector, perhaps that of another server, runs between two steps of another request.
#include <functional>
#include <thread>

#include "contract/garbage_collector_fixture.h"
#include "registry/ports/test_support.h"

namespace berth {
namespace {

using std::chrono::hours;

// Calls back after the bytes are in place, or have been read to be kept with the metadata, and
// before they are linked.
class InterruptedWriter final : public UploadWriter {
 public:
  InterruptedWriter(std::unique_ptr<UploadWriter> writer, std::function<void()> interruption)
      : writer_(std::move(writer)), interruption_(std::move(interruption)) {}
  [[nodiscard]] std::uint64_t size_bytes() const override { return writer_->size_bytes(); }
  [[nodiscard]] Result<void> append(std::span<const std::byte> chunk) override {
    return writer_->append(chunk);
  }
  [[nodiscard]] Result<void> keep_durably() override { return writer_->keep_durably(); }
  [[nodiscard]] Result<void> keep() override { return writer_->keep(); }
  [[nodiscard]] Result<Digest> digest(HashAlgorithm algorithm) override {
    return writer_->digest(algorithm);
  }
  [[nodiscard]] Result<std::string> content() override {
    auto content = writer_->content();
    interruption_();
    return content;
  }
  [[nodiscard]] Result<Blob> commit(const Digest& expected) override {
    auto blob = writer_->commit(expected);
    interruption_();
    return blob;
  }
  void begin_tentative() override { writer_->begin_tentative(); }
  [[nodiscard]] Result<void> discard() override { return writer_->discard(); }

 private:
  std::unique_ptr<UploadWriter> writer_;
  std::function<void()> interruption_;
};

// Calls back when a blob was looked for in vain, before the caller knows.
class MissedBlobs final : public PassingBlobStore {
 public:
  MissedBlobs(BlobStore& store, std::function<void()> on_miss)
      : PassingBlobStore(store), on_miss_(std::move(on_miss)) {}
  std::optional<OpenBlob> open_blob(const Digest& digest) override {
    auto found = PassingBlobStore::open_blob(digest);
    if (!found) on_miss_();
    return found;
  }

 private:
  std::function<void()> on_miss_;
};

class GarbageRaces : public GarbageCollectorTest {};
INSTANTIATE_TEST_SUITE_P(Over, GarbageRaces, testing::ValuesIn(kGarbagePlaces), kPlaceName);

TEST_P(GarbageRaces, RemovesNoBytesBetweenTheirPushAndTheirLink) {
  const Repository web = create("web");
  push_blob(web, large_layer_);
  ASSERT_TRUE(metadata_.unlink_blob(web.key, Digest::of(large_layer_), {.at = clock_.now()}));
  clock_.advance(hours(25));
  GarbageReport report;
  InterruptedWriter writer(upload(web, large_layer_),
                           [&] { std::thread([&] { report = collect(); }).join(); });
  ASSERT_TRUE(complete_upload(metadata_, blobs_, clock_, web, writer, Digest::of(large_layer_)));
  EXPECT_EQ(report.blobs.count, 0U);
  EXPECT_TRUE(open_blob(latest_, blobs_, web, Digest::of(large_layer_)));
  EXPECT_EQ(collect().blobs.count, 0U);
  EXPECT_TRUE(is_stored(large_layer_));
}

TEST_P(GarbageRaces, MayCollectASmallBlobDuringItsNextPush) {
  const Repository web = create("web");
  push_blob(web, "layer");
  ASSERT_TRUE(metadata_.unlink_blob(web.key, Digest::of("layer"), {.at = clock_.now()}));
  clock_.advance(hours(25));
  GarbageReport report;
  InterruptedWriter writer(upload(web, "layer"),
                           [&] { std::thread([&] { report = collect(); }).join(); });
  ASSERT_TRUE(complete_upload(metadata_, blobs_, clock_, web, writer, Digest::of("layer")));
  EXPECT_EQ(report.blobs, (GarbageCount{.count = 1, .size_bytes = 5}));
  EXPECT_EQ(collect(), GarbageReport());
  EXPECT_EQ(std::get<std::string>(open_blob(latest_, blobs_, web, Digest::of("layer")).value()),
            "layer");
}

TEST_P(GarbageRaces, SeesNoOrphanBetweenAPushAndItsLink) {
  const Repository web = create("web");
  GarbageReport report;
  InterruptedWriter writer(upload(web, large_layer_),
                           [&] { std::thread([&] { report = collect(); }).join(); });
  ASSERT_TRUE(complete_upload(metadata_, blobs_, clock_, web, writer, Digest::of(large_layer_)));
  EXPECT_EQ(report, GarbageReport());
}

TEST_P(GarbageRaces, OpensABlobThatWasPushedAgainMeanwhile) {
  const Repository web = create("web");
  const Digest digest = push_blob(web, large_layer_);
  remove_bytes(digest);
  MissedBlobs blobs(blobs_, [&] { EXPECT_TRUE(upload(web, large_layer_)->commit(digest)); });
  EXPECT_TRUE(open_blob(*metadata_.reader(), blobs, web, digest));
}

}  // namespace
}  // namespace berth
