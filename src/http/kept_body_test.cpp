#include "http/kept_body.h"

#include <gtest/gtest.h>

namespace berth::http {
namespace {

const std::string kLarge(kMinFiledBytes, 'a');
const std::string kSmall(kMinFiledBytes - 1, 'a');

Response response_of(const std::string& text) {
  Response response;
  response.body = text;
  return response;
}

std::string content_of(const Response& response) {
  const auto& range = std::get<FileRange>(response.body);
  EXPECT_EQ(range.offset, 0U);
  return read_start(*range.file, range.length);
}

TEST(KeptBody, StaysInMemoryUntilALargeOneIsAskedForAgain) {
  Response response = response_of(kLarge);
  const KeptBody kept = keep_body(response, Asked::first, testing::TempDir());
  EXPECT_EQ(kept.bytes, kLarge.size());
  EXPECT_EQ(kept.next_time, NextTime::make_again);
  EXPECT_EQ(text_of(response), kLarge);
  EXPECT_TRUE(std::holds_alternative<SharedText>(response.body));
}

TEST(KeptBody, IsAFileFromTheSecondTimeOn) {
  Response response = response_of(kLarge);
  const KeptBody kept = keep_body(response, Asked::again, testing::TempDir());
  EXPECT_EQ(kept.bytes, kLarge.size());
  EXPECT_EQ(kept.next_time, NextTime::repeat);
  EXPECT_EQ(content_of(response), kLarge);
}

TEST(KeptBody, StaysInMemoryIfItIsSmall) {
  for (const Asked asked : {Asked::first, Asked::again}) {
    Response response = response_of(kSmall);
    EXPECT_EQ(keep_body(response, asked, testing::TempDir()).next_time, NextTime::repeat);
    EXPECT_EQ(text_of(response), kSmall);
  }
}

TEST(KeptBody, StaysInMemoryWhereThereCanBeNoFile) {
  for (const Asked asked : {Asked::first, Asked::again}) {
    Response response = response_of(kLarge);
    EXPECT_EQ(keep_body(response, asked, {}).next_time, NextTime::repeat);
    EXPECT_EQ(text_of(response), kLarge);
  }
  Response response = response_of(kLarge);
  const KeptBody kept = keep_body(response, Asked::again, testing::TempDir() + "no-such-folder");
  EXPECT_EQ(kept.next_time, NextTime::repeat);
  EXPECT_EQ(text_of(response), kLarge);
}

}  // namespace
}  // namespace berth::http
