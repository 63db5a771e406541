#include "storage/filesystem/upload_sessions.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/test_clocks.h"

namespace berth::storage::filesystem {
namespace {

void pause(UploadSessions& sessions, const std::string& name, std::uint64_t size_bytes) {
  auto lease = sessions.acquire(name);
  ASSERT_TRUE(lease);
  HashedPrefix prefix(HashAlgorithm::sha256);
  prefix.size_bytes = size_bytes;
  lease->keep_prefix(std::move(prefix));
}

class UploadSessionsTest : public testing::Test {
 protected:
  static NewUpload at(std::int64_t milliseconds) {
    return {.algorithm = HashAlgorithm::sha256, .created_at = from_milliseconds(milliseconds)};
  }

  // Nobody is idle for long, unless the test lets time pass.
  ManualSteadyClock clock_;
  std::vector<std::string> files_;
  std::optional<UploadSessions> sessions_{
      std::in_place, [this](const std::string& name) { files_.push_back(name); }, clock_};
};

TEST_F(UploadSessionsTest, LeaseASessionToOneHolderAtATime) {
  UploadSessions& sessions = *sessions_;
  auto lease = sessions.acquire("a");
  EXPECT_TRUE(lease);
  EXPECT_FALSE(sessions.acquire("a"));
  EXPECT_TRUE(sessions.acquire("b"));
  lease.reset();
  EXPECT_TRUE(sessions.acquire("a"));
}

ErrorCode error_of_use(UploadSessions::Lease& lease) {
  const auto use = lease.use();
  return use ? ErrorCode() : use.error();
}

class TakeoverTest : public UploadSessionsTest {
 protected:
  HastySteadyClock hasty_clock_;
  UploadSessions impatient_{[this](const std::string& name) { files_.push_back(name); },
                            hasty_clock_};
};

TEST_F(TakeoverTest, WaitsUntilTheHolderWasIdleForLong) {
  UploadSessions& sessions = *sessions_;
  auto lease = sessions.acquire("a");
  clock_.advance(std::chrono::seconds(3));
  {
    EXPECT_TRUE(lease->use());
  }
  clock_.advance(kIdleBeforeTakeover - std::chrono::milliseconds(1));
  EXPECT_FALSE(sessions.acquire("a"));
  clock_.advance(std::chrono::milliseconds(1));
  EXPECT_TRUE(sessions.acquire("a"));
}

TEST_F(TakeoverTest, LeavesASessionToAHolderThatUsesIt) {
  auto lease = impatient_.acquire("a");
  {
    const auto use = lease->use();
    EXPECT_TRUE(use);
    EXPECT_FALSE(impatient_.acquire("a"));
  }
  EXPECT_TRUE(impatient_.acquire("a"));
}

TEST_F(TakeoverTest, TakesASessionFromAnIdleHolderWithTheFirstUse) {
  auto idle = impatient_.acquire("a");
  auto lease = impatient_.acquire("a");
  ASSERT_TRUE(lease);
  EXPECT_TRUE(lease->is_claim());
  const auto use = lease->use();
  EXPECT_TRUE(use);
  EXPECT_FALSE(lease->is_claim());
  EXPECT_EQ(error_of_use(*idle), ErrorCode::upload_not_found);
  idle->keep_prefix(HashedPrefix(HashAlgorithm::sha256));
  idle.reset();
  EXPECT_FALSE(impatient_.acquire("a"));  // it did not end the other lease
}

TEST_F(TakeoverTest, LeavesASessionToItsHolderWhenNothingWasChanged) {
  auto idle = impatient_.acquire("a");
  {
    auto lease = impatient_.acquire("a");
    EXPECT_TRUE(lease->look());
  }
  EXPECT_TRUE(idle->use());
}

TEST_F(TakeoverTest, VoidsAClaimWhenTheHolderGoesOnOrEnds) {
  auto idle = impatient_.acquire("a");
  auto first = impatient_.acquire("a");
  {
    const auto use = idle->use();
    EXPECT_TRUE(use);
  }
  EXPECT_EQ(error_of_use(*first), ErrorCode::upload_in_use);
  auto second = impatient_.acquire("a");
  idle.reset();
  EXPECT_EQ(error_of_use(*second), ErrorCode::upload_in_use);
  auto other = impatient_.acquire("a");  // its lease was used as often
  EXPECT_EQ(error_of_use(*second), ErrorCode::upload_in_use);
  EXPECT_TRUE(other->use());
}

TEST_F(TakeoverTest, HandsOverTheBytesOfASessionWithoutAFile) {
  impatient_.begin("a", at(7));
  auto idle = impatient_.acquire("a");
  idle->note_received("start");
  {
    auto lease = impatient_.acquire("a");
    EXPECT_EQ(lease->as_new()->created_at, from_milliseconds(7));
    EXPECT_EQ(lease->as_new()->start, "start");
    EXPECT_TRUE(lease->use());
    idle->note_received("other");
    idle->no_longer_new();
    EXPECT_EQ(impatient_.size_of_new("a"), 5U);
    lease->note_received("start and more");
    EXPECT_EQ(impatient_.size_of_new("a"), 14U);
  }
  EXPECT_EQ(impatient_.list_new().size(), 1U);
  idle.reset();
  EXPECT_EQ(impatient_.list_new().size(), 1U);
}

TEST_F(UploadSessionsTest, KeepThePrefixOfASessionThatPauses) {
  UploadSessions& sessions = *sessions_;
  pause(sessions, "a", 42);
  const auto prefix = sessions.acquire("a")->take_prefix();
  ASSERT_TRUE(prefix);
  EXPECT_EQ(prefix->size_bytes, 42U);
}

TEST_F(UploadSessionsTest, ForgetASessionWhosePrefixWasNotKeptAgain) {
  UploadSessions& sessions = *sessions_;
  pause(sessions, "a", 42);
  sessions.acquire("a");
  EXPECT_FALSE(sessions.acquire("a")->take_prefix());
}

TEST_F(UploadSessionsTest, ForgetTheLongestPausedOneWhenThereAreTooMany) {
  UploadSessions& sessions = *sessions_;
  for (std::size_t i = 0; i < UploadSessions::kMaxPaused; ++i)
    pause(sessions, std::to_string(i), i);
  pause(sessions, "0", 0);
  pause(sessions, "one more", 1);
  EXPECT_FALSE(sessions.acquire("1")->take_prefix());
  EXPECT_TRUE(sessions.acquire("0")->take_prefix());
  EXPECT_TRUE(sessions.acquire("one more")->take_prefix());
}

TEST_F(UploadSessionsTest, KeepASessionWithoutAFileFromLeaseToLease) {
  sessions_->begin("a", at(7));
  EXPECT_EQ(sessions_->size_of_new("a"), 0U);
  {
    auto lease = sessions_->acquire("a");
    ASSERT_TRUE(lease->as_new());
    EXPECT_EQ(lease->as_new()->created_at, from_milliseconds(7));
    EXPECT_TRUE(sessions_->list_new().empty());
    lease->note_received("start");
    EXPECT_EQ(sessions_->size_of_new("a"), 5U);
  }
  EXPECT_EQ(sessions_->size_of_new("a"), 0U);
  ASSERT_EQ(sessions_->list_new().size(), 1U);
  EXPECT_EQ(sessions_->list_new()[0].first, "a");
  EXPECT_TRUE(files_.empty());
}

TEST_F(UploadSessionsTest, ForgetASessionWithoutAFileThatGotOneOrEnded) {
  sessions_->begin("a", at(7));
  {
    auto lease = sessions_->acquire("a");
    lease->note_received("start");
    lease->no_longer_new();
    EXPECT_FALSE(lease->as_new());
    EXPECT_EQ(sessions_->size_of_new("a"), std::nullopt);
  }
  EXPECT_EQ(sessions_->size_of_new("a"), std::nullopt);
  EXPECT_FALSE(sessions_->acquire("a")->as_new());
}

TEST_F(UploadSessionsTest, MakeAFileForTheOldestWhenThereAreTooMany) {
  for (std::size_t i = 0; i < UploadSessions::kMaxNew; ++i) {
    sessions_->begin(std::to_string(i), at(i == 42 ? 0 : static_cast<std::int64_t>(i + 1)));
  }
  EXPECT_TRUE(files_.empty());
  sessions_->begin("one more", at(1'000'000));
  EXPECT_EQ(files_, std::vector<std::string>{"42"});
  EXPECT_EQ(sessions_->size_of_new("42"), std::nullopt);
  EXPECT_EQ(sessions_->list_new().size(), UploadSessions::kMaxNew);
}

TEST_F(UploadSessionsTest, MakeRoomForReturningSessions) {
  for (std::size_t i = 0; i < UploadSessions::kMaxNew; ++i) {
    sessions_->begin(std::to_string(i), at(static_cast<std::int64_t>(i)));
  }
  {
    const auto lease = sessions_->acquire("7");
    sessions_->begin("one more", at(1'000'000));
    EXPECT_TRUE(files_.empty());
  }
  sessions_->begin("yet one more", at(1'000'001));
  EXPECT_EQ(files_, (std::vector<std::string>{"0", "1"}));
  EXPECT_EQ(sessions_->list_new().size(), UploadSessions::kMaxNew);
}

TEST_F(UploadSessionsTest, MakeFilesForAllWhenDestroyed) {
  sessions_->begin("a", at(1));
  sessions_->begin("b", at(2));
  sessions_.reset();
  EXPECT_EQ(files_, (std::vector<std::string>{"a", "b"}));
}

}  // namespace
}  // namespace berth::storage::filesystem
