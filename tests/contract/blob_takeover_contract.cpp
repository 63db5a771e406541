// The contract of every blob store: upload sessions that change their writer.
#include <array>

#include "contract/blob_store_contract.h"
#include "registry/rules/upload_ownership.h"

namespace berth {
namespace {

// A store may treat short uploads and long ones in different ways.
constexpr std::array kSizes{std::size_t{5}, 3 * kMaxSmallBlobBytes};

// That many bytes.
std::string bytes(std::size_t size) {
  return std::string(size, 'x');
}

Result<void> try_append(UploadWriter& writer, std::string_view text) {
  return writer.append(std::as_bytes(std::span(text)));
}

}  // namespace

std::unique_ptr<UploadWriter> BlobStoreContract::open_idle() {
  clock_.advance(kIdleBeforeTakeover);
  return open(key_);
}

TEST_P(BlobStoreContract, KeepsASessionForItsWriterUntilThatIsIdle) {
  begin(key_);
  const auto writer = open(key_);
  clock_.advance(kIdleBeforeTakeover - std::chrono::milliseconds(1));
  EXPECT_EQ(store().open_upload(key_).error(), lost(ErrorCode::upload_in_use));
  append(*writer, "hello");
  clock_.advance(kIdleBeforeTakeover - std::chrono::milliseconds(1));
  EXPECT_EQ(store().open_upload(key_).error(), lost(ErrorCode::upload_in_use));
  clock_.advance(std::chrono::milliseconds(1));
  EXPECT_TRUE(store().open_upload(key_));
}

TEST_P(BlobStoreContract, HandsOverTheBytesOfAnIdleWriter) {
  for (const std::size_t size : kSizes) {
    begin(key_);
    auto idle = open(key_);
    append(*idle, bytes(size));
    const auto next = open_idle();
    EXPECT_EQ(next->size_bytes(), size);
    append(*next, "rest");
    const Error taken_over = lost(ErrorCode::upload_not_found);
    EXPECT_EQ(try_append(*idle, "more").error(), taken_over);
    EXPECT_EQ(idle->keep().error(), taken_over);
    EXPECT_EQ(idle->keep_durably().error(), taken_over);
    EXPECT_EQ(idle->digest(HashAlgorithm::sha256).error(), taken_over);
    EXPECT_EQ(idle->content().error(), taken_over);
    EXPECT_EQ(idle->commit(Digest::of(bytes(size))).error(), taken_over);
    EXPECT_EQ(idle->discard().error(), taken_over);
    idle.reset();
    EXPECT_TRUE(next->commit(Digest::of(bytes(size) + "rest")));
    EXPECT_TRUE(uploads().empty());
  }
}

TEST_P(BlobStoreContract, LeavesTheSessionToAnIdleWriterUntilSomethingChanges) {
  for (const std::size_t size : kSizes) {
    begin(key_);
    auto idle = open(key_);
    append(*idle, bytes(size));
    {
      const auto curious = open_idle();
      curious->begin_tentative();
      EXPECT_TRUE(curious->keep());
      EXPECT_TRUE(curious->keep_durably());
      EXPECT_EQ(curious->digest(HashAlgorithm::sha256), Digest::of(bytes(size)));
      EXPECT_FALSE(curious->commit(Digest::of("other")));
    }
    const auto late = open_idle();
    append(*idle, "rest");
    EXPECT_EQ(try_append(*late, "other").error(), lost(ErrorCode::upload_in_use));
    EXPECT_TRUE(idle->commit(Digest::of(bytes(size) + "rest")));
    // The same answer for a session that has ended since.
    EXPECT_EQ(try_append(*late, "other").error(), lost(ErrorCode::upload_in_use));
    EXPECT_EQ(late->commit(Digest::of(bytes(size))).error(), lost(ErrorCode::upload_in_use));
    EXPECT_EQ(late->discard().error(), lost(ErrorCode::upload_in_use));
  }
}

TEST_P(BlobStoreContract, LeavesTheSessionToTheNextWriterIfTheOneBeforeHasEnded) {
  begin(key_);
  auto idle = open(key_);
  append(*idle, "hello");
  const auto late = open_idle();
  idle.reset();
  EXPECT_EQ(try_append(*late, "other").error(), lost(ErrorCode::upload_in_use));
  const auto next = open(key_);
  EXPECT_EQ(try_append(*late, "other").error(), lost(ErrorCode::upload_in_use));
  EXPECT_TRUE(next->commit(Digest::of("hello")));
}

TEST_P(BlobStoreContract, ForgetsTheTentativeBytesOfAnIdleWriter) {
  for (const std::size_t kept : {std::size_t{0}, kSizes[0], kSizes[1]}) {
    for (const std::size_t size : kSizes) {
      begin(key_);
      append(key_, bytes(kept));
      const auto idle = open(key_);
      idle->begin_tentative();
      append(*idle, bytes(size));
      EXPECT_EQ(store().upload_size(key_), kept);
      const auto next = open_idle();
      EXPECT_EQ(next->size_bytes(), kept);
      append(*next, "rest");
      EXPECT_EQ(store().upload_size(key_), kept + 4);
      EXPECT_TRUE(next->commit(Digest::of(bytes(kept) + "rest")));
      EXPECT_TRUE(uploads().empty());
    }
  }
}

TEST_P(BlobStoreContract, EndsASessionThatIsCancelledOrExpiresWhileItsWriterIsIdle) {
  for (const std::size_t size : kSizes) {
    for (const bool cancels : {true, false}) {
      begin(key_);
      const Timestamp later = written_at(key_) + std::chrono::hours(1);
      const auto idle = open(key_);
      idle->begin_tentative();
      append(*idle, bytes(size));
      clock_.advance(kIdleBeforeTakeover);
      EXPECT_TRUE(cancels ? store().cancel_upload(key_) : store().expire_upload(key_, later));
      EXPECT_EQ(try_append(*idle, "rest").error(), lost(ErrorCode::upload_not_found));
      EXPECT_TRUE(uploads().empty());
    }
  }
}

}  // namespace berth
