#include "storage/filesystem/upload_sessions.h"

#include <gtest/gtest.h>

namespace berth::storage {
namespace {

void pause(UploadSessions& sessions, const std::string& name, std::uint64_t size_bytes) {
  auto lease = sessions.acquire(name);
  ASSERT_TRUE(lease);
  HashedPrefix prefix(HashAlgorithm::sha256);
  prefix.size_bytes = size_bytes;
  lease->keep_prefix(std::move(prefix));
}

TEST(UploadSessions, LeaseASessionToOneAtATime) {
  UploadSessions sessions;
  auto lease = sessions.acquire("a");
  EXPECT_TRUE(lease);
  EXPECT_FALSE(sessions.acquire("a"));
  EXPECT_TRUE(sessions.acquire("b"));
  lease.reset();
  EXPECT_TRUE(sessions.acquire("a"));
}

TEST(UploadSessions, KeepThePrefixOfASessionThatPauses) {
  UploadSessions sessions;
  pause(sessions, "a", 42);
  const auto prefix = sessions.acquire("a")->take_prefix();
  ASSERT_TRUE(prefix);
  EXPECT_EQ(prefix->size_bytes, 42U);
}

TEST(UploadSessions, ForgetASessionWhosePrefixWasNotKeptAgain) {
  UploadSessions sessions;
  pause(sessions, "a", 42);
  sessions.acquire("a");
  EXPECT_FALSE(sessions.acquire("a")->take_prefix());
}

TEST(UploadSessions, ForgetTheOneThatPausedLongestAgoWhenThereAreTooMany) {
  UploadSessions sessions;
  for (std::size_t i = 0; i < UploadSessions::kMaxPaused; ++i)
    pause(sessions, std::to_string(i), i);
  pause(sessions, "0", 0);
  pause(sessions, "one more", 1);
  EXPECT_FALSE(sessions.acquire("1")->take_prefix());
  EXPECT_TRUE(sessions.acquire("0")->take_prefix());
  EXPECT_TRUE(sessions.acquire("one more")->take_prefix());
}

}  // namespace
}  // namespace berth::storage
