#include "net/read_buffer.h"

#include <gtest/gtest.h>

#include <string>

namespace berth::net {
namespace {

void read(ReadBuffer& buffer, std::string_view bytes) {
  ASSERT_LE(bytes.size(), buffer.room().size());
  bytes.copy(buffer.room().data(), bytes.size());
  buffer.add(bytes.size());
}

TEST(ReadBufferTest, HoldsNothingAndNoMemoryAtFirst) {
  ReadBuffer buffer;
  EXPECT_TRUE(buffer.empty());
  EXPECT_EQ(buffer.text(), "");
  EXPECT_EQ(buffer.capacity(), 0U);
  EXPECT_TRUE(buffer.room().empty());
}

TEST(ReadBufferTest, KeepsWhatItHoldsWhenItGrows) {
  ReadBuffer buffer;
  buffer.reserve(4);
  read(buffer, "GET ");
  EXPECT_TRUE(buffer.room().empty());
  buffer.reserve(6);
  read(buffer, "/v2/");
  EXPECT_EQ(buffer.text(), "GET /v2/");
  EXPECT_EQ(buffer.capacity(), 10U);
  EXPECT_EQ(buffer.room().size(), 2U);
}

TEST(ReadBufferTest, DoesNotMoveWhatItHoldsIfThereIsRoom) {
  ReadBuffer buffer;
  buffer.reserve(16);
  read(buffer, "abc");
  const char* const held = buffer.text().data();
  buffer.reserve(13);
  EXPECT_EQ(buffer.text().data(), held);
}

TEST(ReadBufferTest, UsesTheRoomOfDroppedBytesAgain) {
  ReadBuffer buffer;
  buffer.reserve(6);
  read(buffer, "abcdef");
  buffer.drop(4);
  EXPECT_EQ(buffer.text(), "ef");
  buffer.reserve(4);
  read(buffer, "ghij");
  EXPECT_EQ(buffer.text(), "efghij");
  EXPECT_EQ(buffer.capacity(), 6U);
  buffer.drop(6);
  EXPECT_TRUE(buffer.empty());
  EXPECT_EQ(buffer.room().size(), 6U);
}

TEST(ReadBufferTest, HoldsWhatItIsAssignedAlone) {
  ReadBuffer buffer;
  buffer.assign("before");
  buffer.drop(2);
  buffer.assign("after it");
  EXPECT_EQ(buffer.text(), "after it");
  buffer.assign("");
  EXPECT_TRUE(buffer.empty());
  EXPECT_EQ(buffer.capacity(), 8U);
}

TEST(ReadBufferTest, GivesItsMemoryBackWhenReleased) {
  ReadBuffer buffer;
  buffer.assign("bytes");
  buffer.clear();
  EXPECT_EQ(buffer.capacity(), 5U);
  buffer.release();
  EXPECT_EQ(buffer.capacity(), 0U);
  EXPECT_TRUE(buffer.empty());
}

}  // namespace
}  // namespace berth::net
