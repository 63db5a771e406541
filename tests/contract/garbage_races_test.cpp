// The garbage collector runs between two steps of another request.
#include <functional>
#include <thread>

#include "contract/garbage_collector_fixture.h"

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
class MissedBlobs final : public BlobStore {
 public:
  MissedBlobs(BlobStore& store, std::function<void()> on_miss)
      : store_(store), on_miss_(std::move(on_miss)) {}
  std::optional<OpenBlob> open_blob(const Digest& digest) override {
    auto found = store_.open_blob(digest);
    if (!found) on_miss_();
    return found;
  }
  [[nodiscard]] ReadCost read_cost() const override { return store_.read_cost(); }
  void create_upload(const UploadKey& key, HashAlgorithm algorithm) override {
    store_.create_upload(key, algorithm);
  }
  Result<std::unique_ptr<UploadWriter>> open_upload(const UploadKey& key) override {
    return store_.open_upload(key);
  }
  Result<std::uint64_t> upload_size(const UploadKey& key) override {
    return store_.upload_size(key);
  }
  Result<void> cancel_upload(const UploadKey& key) override { return store_.cancel_upload(key); }
  std::optional<std::uint64_t> remove_blob(const Digest& digest) override {
    return store_.remove_blob(digest);
  }
  BlobPage list_blobs(const std::string& position) override { return store_.list_blobs(position); }
  std::vector<StoredUpload> list_uploads() override { return store_.list_uploads(); }
  Result<void> expire_upload(const UploadKey& key, Timestamp before) override {
    return store_.expire_upload(key, before);
  }
  void set_aside(const Digest& digest) override { store_.set_aside(digest); }
  void set_aside(std::string_view name, std::string_view content) override {
    store_.set_aside(name, content);
  }

 private:
  BlobStore& store_;
  std::function<void()> on_miss_;
};

class GarbageRaces : public GarbageCollectorTest {};

TEST_F(GarbageRaces, RemovesNoBytesBetweenTheirPushAndTheirLink) {
  const Repository web = create("web");
  push_blob(web, large_layer_);
  ASSERT_TRUE(metadata_.unlink_blob(web.key, Digest::of(large_layer_), clock_.now()));
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

TEST_F(GarbageRaces, MayCollectASmallBlobDuringItsNextPush) {
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
  EXPECT_EQ(std::get<std::string>(open_blob(latest_, blobs_, web, Digest::of("layer")).value()),
            "layer");
}

TEST_F(GarbageRaces, SeesNoOrphanBetweenAPushAndItsLink) {
  const Repository web = create("web");
  GarbageReport report;
  InterruptedWriter writer(upload(web, large_layer_),
                           [&] { std::thread([&] { report = collect(); }).join(); });
  ASSERT_TRUE(complete_upload(metadata_, blobs_, clock_, web, writer, Digest::of(large_layer_)));
  EXPECT_EQ(report, GarbageReport());
}

TEST_F(GarbageRaces, OpensABlobThatWasPushedAgainMeanwhile) {
  const Repository web = create("web");
  const Digest digest = push_blob(web, large_layer_);
  ASSERT_TRUE(blobs_.remove_blob(digest));
  MissedBlobs blobs(blobs_, [&] { EXPECT_TRUE(upload(web, large_layer_)->commit(digest)); });
  EXPECT_TRUE(open_blob(*metadata_.reader(), blobs, web, digest));
}

}  // namespace
}  // namespace berth
