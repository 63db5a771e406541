// What a server does with peers that are slow, gone or many.
#include <gtest/gtest.h>
#include <poll.h>

#include <iterator>
#include <thread>
#include <vector>

#include "net/test_support.h"

namespace berth::net {
namespace {

constexpr std::uint64_t kMoreThanSocketsHold = 64 * 1024 * 1024;
class ServerLimits : public OverBothSchemes {};
class ServerLoad : public OverBothSchemes {};
INSTANTIATE_TEST_SUITE_P(Over, ServerLimits, testing::ValuesIn(kBothSchemes), scheme_name);
INSTANTIATE_TEST_SUITE_P(Over, ServerLoad, testing::ValuesIn(kBothSchemes), scheme_name);

const std::string kHello = "GET /hello HTTP/1.1\r\nHost: h\r\n\r\n";
const std::string kWait = "GET /wait HTTP/1.1\r\nHost: h\r\n\r\n";

TEST(ServerLimitsOverHttp, AHeadThatIsTooSlowEndsTheConnection) {
  ServerConfig config;
  config.head_timeout_ms = 1;
  RunningServer running(http::Scheme::http, config);
  Client first = running.connect();
  first.send("GET /hello?x HT");
  const Reply slow = first.read();
  EXPECT_EQ(slow.status, 408U);
  EXPECT_EQ(slow.body, "The head of the request took too long to come\n");
  EXPECT_TRUE(slow.has("Made-Out: GET /hello "));
  EXPECT_TRUE(first.is_closed_by_server());
  Client pipelined = running.connect();
  pipelined.send(kHello + "GET /hello HT");
  EXPECT_EQ(pipelined.read().status, 200U);
  EXPECT_EQ(pipelined.read().status, 408U);
  EXPECT_TRUE(pipelined.is_closed_by_server());
}

TEST_P(ServerLimits, ANewConnectionHasTheTimeoutOfAHead) {
  ServerConfig config;
  config.head_timeout_ms = 1;
  RunningServer running(GetParam(), config);
  EXPECT_TRUE(running.connect_plain().is_closed_by_server());
}

TEST_P(ServerLimits, AnIdleConnectionIsClosedInTime) {
  ServerConfig config;
  config.idle_timeout_ms = 1;
  RunningServer running(GetParam(), config);
  Client client = running.connect();
  EXPECT_EQ(client.exchange(kHello).status, 200U);
  EXPECT_TRUE(client.is_closed_by_server());
}

TEST_P(ServerLimits, ABodyThatStallsEndsItsSink) {
  ServerConfig config;
  config.body_stall_timeout_ms = 1;
  RunningServer running(GetParam(), config);
  Client client = running.connect();
  client.send("PUT /stream HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nabc");
  const Upload upload = running.handler.wait_for_upload();
  EXPECT_FALSE(upload.finished);
  EXPECT_EQ(upload.content, "abc");
  const Reply slow = client.read();
  EXPECT_EQ(slow.status, 408U);
  EXPECT_EQ(slow.body, "The body of the request took too long to come\n");
  EXPECT_TRUE(client.is_closed_by_server());
}

TEST_P(ServerLimits, AStalledWholeBodyIsAnswered408) {
  ServerConfig config;
  config.body_stall_timeout_ms = 1;
  RunningServer running(GetParam(), config);
  Client client = running.connect();
  client.send("PUT /echo HTTP/1.1\r\nHost: h\r\nX-Kind: whole\r\nContent-Length: 10\r\n\r\nabc");
  const Reply slow = client.read();
  EXPECT_EQ(slow.status, 408U);
  EXPECT_TRUE(slow.has("Made-Out: PUT /echo whole"));
  EXPECT_TRUE(client.is_closed_by_server());
}

TEST_P(ServerLimits, ABodyThatComesByteByByteForEverEndsItsSink) {
  ServerConfig config;
  config.body_stall_timeout_ms = 100;
  config.min_bytes_per_s = 1'000'000'000;  // more than arrives
  RunningServer running(GetParam(), config);
  Client client = running.connect();
  client.send("PUT /stream HTTP/1.1\r\nHost: h\r\nContent-Length: 4000000000\r\n\r\n");
  std::jthread sender([&client](const std::stop_token& stop) {
    while (!stop.stop_requested()) client.send("x");
  });
  EXPECT_FALSE(running.handler.wait_for_upload().finished);
}

TEST_P(ServerLimits, APeerThatDoesNotReadIsCutOff) {
  ServerConfig config;
  config.write_stall_timeout_ms = 1;
  std::latch logged(1);
  RunningServer running(GetParam(), config, [&logged](const AccessRecord& record) {
    EXPECT_LT(record.bytes_out, kMoreThanSocketsHold);
    logged.count_down();
  });
  running.handler.file = pattern_file(kMoreThanSocketsHold);
  running.handler.range_length = kMoreThanSocketsHold;
  Client client = running.connect();
  client.send("GET /file HTTP/1.1\r\nHost: h\r\n\r\n");
  logged.wait();
  EXPECT_TRUE(client.is_closed_by_server());
  EXPECT_LT(client.rest_bytes(), kMoreThanSocketsHold);
}

TEST_P(ServerLimits, APeerThatLeavesDuringAFileEndsNoOtherConnection) {
  std::latch logged(1);
  RunningServer running(GetParam(), {}, [&logged](const AccessRecord& record) {
    if (record.head.target == "/file") logged.count_down();
  });
  running.handler.file = pattern_file(kMoreThanSocketsHold);
  running.handler.range_length = kMoreThanSocketsHold;
  Client client = running.connect();
  client.send("GET /file HTTP/1.1\r\nHost: h\r\n\r\n");
  pollfd answered{client.descriptor(), POLLIN, 0};
  ASSERT_EQ(::poll(&answered, 1, 20'000), 1);
  client.end_sending();  // sending after an end and a reset breaks the pipe (tcp(7), EPIPE)
  client.reset();
  logged.wait();
  Client next = running.connect();
  EXPECT_EQ(next.exchange(kHello).status, 200U);
}

TEST(ServerLimitsOverHttp, AWorkingHandlerDoesNotCountAsAStallingPeer) {
  ServerConfig config;
  config.idle_timeout_ms = config.head_timeout_ms = config.write_stall_timeout_ms = 1;
  RunningServer running(http::Scheme::http, config);
  Client waiting = running.connect();
  waiting.send(kWait);
  running.handler.started.wait();
  EXPECT_TRUE(running.connect().is_closed_by_server());  // so there was a sweep
  running.handler.released.count_down();
  EXPECT_EQ(waiting.read().body, "waited");
}

TEST_P(ServerLimits, ARequestBeyondTheQueueIsToldSo) {
  ServerConfig config;
  config.workers = 1;
  config.max_queued_requests = 1;
  RunningServer running(GetParam(), config);
  Client waiting = running.connect();
  Client one = running.connect();
  Client other = running.connect();
  for (Client* client : {&one, &other}) {  // so that nothing of a handshake is left to be read
    EXPECT_EQ(client->exchange(kHello).status, 200U);
  }
  waiting.send(kWait);
  running.handler.started.wait();
  one.send(kHello);
  other.send(kHello);
  pollfd ready[] = {{one.descriptor(), POLLIN, 0}, {other.descriptor(), POLLIN, 0}};
  ASSERT_EQ(::poll(ready, std::size(ready), 20'000), 1);
  Client& refused = ready[0].revents != 0 ? one : other;
  Client& queued = ready[0].revents != 0 ? other : one;
  const Reply busy = refused.read();
  EXPECT_EQ(busy.status, 503U);
  EXPECT_EQ(busy.body, "The server is busy: try again\n");
  EXPECT_TRUE(busy.has("Retry-After: 1"));
  running.handler.released.count_down();
  EXPECT_EQ(waiting.read().status, 200U);
  EXPECT_EQ(queued.read().status, 200U);
  EXPECT_EQ(refused.exchange(kHello).status, 200U);
}

TEST_P(ServerLimits, ABriefRequestIsAnsweredWhileEveryWorkerWaits) {
  ServerConfig config;
  config.workers = 1;
  RunningServer running(GetParam(), config);
  Client waiting = running.connect();
  Client brief = running.connect();
  waiting.send(kWait);
  running.handler.started.wait();
  EXPECT_EQ(brief.exchange("GET /brief HTTP/1.1\r\nHost: h\r\n\r\n").body, "brief");
  running.handler.released.count_down();
  EXPECT_EQ(waiting.read().body, "waited");
}

TEST_P(ServerLimits, AnUploadIsNotBegunWhenTheQueueIsFull) {
  ServerConfig config;
  config.max_queued_requests = 0;
  RunningServer running(GetParam(), config);
  Client client = running.connect();
  EXPECT_EQ(
      client.exchange("PUT /stream HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\nabc").status,
      503U);
  EXPECT_TRUE(client.is_closed_by_server());
}

TEST_P(ServerLoad, ServesManyConnectionsAtOnceOnSeveralThreads) {
  ServerConfig config;
  config.io_threads = 3;
  RunningServer running(GetParam(), config);
  const std::string content = pattern(0, 400'000);
  std::vector<std::thread> peers;
  std::atomic<int> good = 0;
  for (int i = 0; i < 8; ++i) {
    peers.emplace_back([&running, &good, &content] {
      for (int round = 0; round < 10; ++round) {
        Client client = running.connect();
        client.send("PUT /stream HTTP/1.1\r\nHost: h\r\nContent-Length: 400000\r\n\r\n" + content);
        good += client.read().status == 201;
        good += client.exchange(kHello).body == "hello ";
      }
    });
  }
  for (std::thread& peer : peers) peer.join();
  EXPECT_EQ(good, 8 * 10 * 2);
}

std::ptrdiff_t open_descriptors() {
  return std::distance(std::filesystem::directory_iterator("/proc/self/fd"), {});
}

TEST_P(ServerLoad, LosesNoDescriptorInAHundredConnections) {
  RunningServer running(GetParam());
  const std::ptrdiff_t before = open_descriptors();
  for (int i = 0; i < 100; ++i) {
    Client client = running.connect();
    client.send("GET /hello HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    ASSERT_EQ(client.read().status, 200U);
    ASSERT_TRUE(client.is_closed_by_server());
  }
  EXPECT_EQ(open_descriptors(), before);
}

}  // namespace
}  // namespace berth::net
