// What a server holds for slow clients, and what it does when it holds as much as it may.
#include <gtest/gtest.h>

#include <thread>

#include "net/test_support.h"

namespace berth::net {
namespace {

// More than sockets hold, so the server still holds a part while a client does not read.
constexpr std::uint64_t kAnswerBytes = 64 * 1024 * 1024;
constexpr std::uint64_t kRoomForOneAnswerEach = kAnswerBytes * kSharesOfABudget;

class ServerMemory : public OverBothSchemes {};
INSTANTIATE_TEST_SUITE_P(Over, ServerMemory, testing::ValuesIn(kBothSchemes), scheme_name);

TEST_P(ServerMemory, AnAnswerWaitsForASlowReaderIfThereIsRoomForIt) {
  RunningServer running(GetParam(), {}, {}, {}, kRoomForOneAnswerEach);
  running.handler.text_bytes = kAnswerBytes;
  Client slow = running.connect();
  Client same = running.connect();
  Client other = running.connect("127.0.0.2");
  slow.send(get("/text"));
  while (running.budget.held_bytes() == 0) std::this_thread::yield();
  EXPECT_EQ(running.budget.held_bytes(), kAnswerBytes);
  const Reply refused = same.exchange(get("/text"));
  EXPECT_EQ(refused.status, 503U);
  EXPECT_TRUE(refused.has("Retry-After: 1"));
  EXPECT_EQ(refused.body, "The server holds too much for slow clients: try again later\n");
  EXPECT_EQ(same.exchange(get("/hello")).status, 200U);  // it is small
  EXPECT_EQ(other.exchange(get("/text")).body.size(), kAnswerBytes);
  slow.reset();
  Reply again;
  do {
    again = same.exchange(get("/text"));
  } while (again.status == 503);
  EXPECT_EQ(again.body.size(), kAnswerBytes);
}

// Over plain HTTP only, since a TLS record cannot be read byte by byte.
TEST(ServerMemoryOverHttp, AnAnswerThatIsReadByteByByteForEverIsCutOff) {
  ServerConfig config;
  config.write_stall_timeout_ms = 100;
  config.min_bytes_per_s = 1'000'000'000;  // more than goes out
  std::latch logged(1);
  RunningServer running(http::Scheme::http, config, [&logged](const AccessRecord& record) {
    EXPECT_LT(record.bytes_out, kAnswerBytes);
    logged.count_down();
  });
  running.handler.text_bytes = kAnswerBytes;
  Client client = running.connect_plain();
  client.send(get("/text"));
  std::jthread reader([&client](const std::stop_token& stop) {
    char byte = 0;
    while (!stop.stop_requested() && ::recv(client.descriptor(), &byte, 1, 0) > 0) continue;
  });
  logged.wait();
}

TEST_P(ServerMemory, FilesAndUploadsGoOnWithoutSpareRoom) {
  RunningServer running(GetParam(), {}, {}, {}, /*budget_bytes=*/0);
  running.handler.file = pattern_file(1'000'001);
  running.handler.range_length = 1'000'001;
  Client client = running.connect();
  EXPECT_TRUE(client.exchange(get("/file")).body == pattern(0, 1'000'001));
  const std::string content = pattern(0, 1'000'001);
  EXPECT_EQ(client.exchange(put("/stream", content)).status, 201U);
  EXPECT_TRUE(running.handler.wait_for_upload().content == content);
}

TEST_P(ServerMemory, UploadsGiveBackTheRoomThatMakesThemFast) {
  RunningServer running(GetParam());
  Client client = running.connect();
  EXPECT_EQ(client.exchange(put("/stream", pattern(0, 3'000'001))).status, 201U);
  running.handler.wait_for_upload();
  client.exchange(get("/hello"));
  EXPECT_EQ(running.budget.held_bytes(), 0U);
}

}  // namespace
}  // namespace berth::net
