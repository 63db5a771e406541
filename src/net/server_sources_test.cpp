// Answers whose bytes come from a source that is asked for them while they are sent.
#include <gtest/gtest.h>

#include <limits>
#include <system_error>
#include <thread>

#include "net/test_support.h"

namespace berth::net {
namespace {

constexpr std::uint64_t kMoreThanSocketsHold = 64 * 1024 * 1024;
// No single read asks for that much, so a byte beyond it comes with a later one.
constexpr std::uint64_t kBeyondTheFirstRead = 1'000'000;

const std::string kHead = "HEAD /source HTTP/1.1\r\nHost: h\r\n\r\n";

// The pattern, as far as a test lets it.
class PatternSource final : public ByteSource {
 public:
  void read(std::uint64_t offset, std::span<std::byte> room) override {
    ++reads;
    if (offset + room.size() > waits_from) {
      waiting.count_down();
      released.wait();
      waits_from = kNever;
    }
    if (offset + room.size() > fails_from) {
      throw std::system_error(EIO, std::generic_category(), "on request");
    }
    for (std::byte& byte : room) byte = static_cast<std::byte>(pattern_at(offset++));
  }

  static constexpr std::uint64_t kNever = std::numeric_limits<std::uint64_t>::max();
  std::uint64_t fails_from = kNever;
  std::uint64_t waits_from = kNever;
  std::latch waiting{1};
  std::latch released{1};
  std::atomic<unsigned> reads = 0;
};

// A server whose /source is a part of a pattern.
struct SourceServer : RunningServer {
  explicit SourceServer(http::Scheme scheme, std::uint64_t size_bytes, ServerConfig config = {},
                        TestObserver::Call on_request = {},
                        std::uint64_t budget_bytes = std::uint64_t{1} << 30U)
      : RunningServer(scheme, std::move(config), std::move(on_request), {}, budget_bytes) {
    handler.source = source;
    handler.range_length = size_bytes;
  }

  std::shared_ptr<PatternSource> source = std::make_shared<PatternSource>();
};

class ServerSources : public OverBothSchemes {};
INSTANTIATE_TEST_SUITE_P(Over, ServerSources, testing::ValuesIn(kBothSchemes), scheme_name);

TEST_P(ServerSources, SendsAPartOfASourceOfAnySize) {
  constexpr std::uint64_t kKiB = 1024;
  SourceServer running(GetParam(), 0);
  running.handler.range_offset = 3;
  Client client = running.connect();
  for (const std::uint64_t size :
       {std::uint64_t{0}, std::uint64_t{1}, 16 * kKiB, 128 * kKiB - 1, 128 * kKiB, 128 * kKiB + 1,
        256 * kKiB, std::uint64_t{1'000'003}}) {
    running.handler.range_length = size;
    const Reply reply = client.exchange(get("/source"));
    EXPECT_EQ(reply.status, 200U);
    EXPECT_TRUE(reply.has("Content-Length: " + std::to_string(size)));
    EXPECT_TRUE(reply.body == pattern(3, size)) << size;
  }
  EXPECT_EQ(client.exchange(get("/hello?x")).body, "hello x");
  EXPECT_EQ(running.budget.held_bytes(), 0U);
}

TEST_P(ServerSources, SendsPartsOfSourcesBetweenTextsAndFiles) {
  SourceServer running(GetParam(), 0);
  const auto file = pattern_file(10);
  running.handler.pieces = {{.text = "first", .range = {file, 1, 3}},
                            {.text = "second", .range = {running.source, 5, 1'000'001}},
                            {.text = "", .range = {running.source, 0, 1}},
                            {.text = "nothing", .range = {running.source, 0, 0}},
                            {.text = "third", .range = {running.source, 2, 300'000}},
                            {.text = "end"}};
  const std::string expected = "first" + pattern(1, 3) + "second" + pattern(5, 1'000'001) +
                               pattern(0, 1) + "nothing" + "third" + pattern(2, 300'000) + "end";
  Client client = running.connect();
  for (int i = 0; i < 2; ++i) {
    const Reply reply = client.exchange(get("/pieces"));
    EXPECT_TRUE(reply.body == expected);
  }
}

TEST_P(ServerSources, ReadsNothingForHead) {
  SourceServer running(GetParam(), 1'000'001);
  Client client = running.connect();
  const Reply head = client.exchange(kHead, ReplyTo::head);
  EXPECT_TRUE(head.has("Content-Length: 1000001"));
  EXPECT_EQ(client.exchange(get("/hello?x")).body, "hello x");
  EXPECT_EQ(running.source->reads, 0U);
}

// The server of these tests has one socket thread.
TEST_P(ServerSources, ASlowSourceHoldsUpNoOtherConnection) {
  for (const std::uint64_t waits_from : {std::uint64_t{0}, kBeyondTheFirstRead}) {
    SourceServer running(GetParam(), 2 * kBeyondTheFirstRead);
    running.source->waits_from = waits_from;
    Client slow = running.connect();
    Client other = running.connect();
    slow.send(get("/source"));
    running.source->waiting.wait();
    EXPECT_EQ(other.exchange(get("/brief")).body, "brief");
    running.source->released.count_down();
    EXPECT_TRUE(slow.read().body == pattern(0, 2 * kBeyondTheFirstRead));
  }
}

TEST_P(ServerSources, ASourceThatFailsAtOnceIsAnErrorOfTheServer) {
  SourceServer running(GetParam(), 1'000'001);
  running.source->fails_from = 0;
  Client client = running.connect();
  const Reply reply = client.exchange(get("/source"));
  EXPECT_EQ(reply.status, 500U);
  EXPECT_EQ(reply.body, "");
  EXPECT_EQ(running.handler.noted_failures, 1U);
  EXPECT_EQ(client.exchange(get("/hello?x")).body, "hello x");
}

TEST_P(ServerSources, ASourceThatFailsLaterCutsTheConnection) {
  std::latch logged(1);
  SourceServer running(GetParam(), 2 * kBeyondTheFirstRead, {},
                       [&logged](const AccessRecord&) { logged.count_down(); });
  running.source->fails_from = kBeyondTheFirstRead;
  Client client = running.connect();
  const Reply reply = client.exchange(get("/source"));
  EXPECT_EQ(reply.status, 200U);
  EXPECT_LT(reply.body.size(), kBeyondTheFirstRead);
  EXPECT_TRUE(reply.body == pattern(0, reply.body.size()));
  EXPECT_TRUE(client.is_closed_by_server());
  if (client.tls() != nullptr) {
    EXPECT_FALSE(client.tls()->was_told_goodbye());
  }
  logged.wait();
  EXPECT_EQ(running.handler.noted_failures, 1U);
}

TEST_P(ServerSources, APieceWhoseSourceFailsCutsTheConnection) {
  SourceServer running(GetParam(), 0);
  running.source->fails_from = kBeyondTheFirstRead;
  running.handler.pieces = {{.text = "a", .range = {running.source, 0, 10}},
                            {.text = "b", .range = {running.source, kBeyondTheFirstRead, 10}},
                            {.text = "end"}};
  Client client = running.connect();
  EXPECT_EQ(client.exchange(get("/pieces")).body, "a" + pattern(0, 10));
  EXPECT_TRUE(client.is_closed_by_server());
}

TEST_P(ServerSources, APeerThatLeavesEndsNoOtherConnection) {
  std::latch logged(1);
  SourceServer running(GetParam(), kMoreThanSocketsHold, {}, [&logged](const AccessRecord& record) {
    if (record.head.target == "/source") logged.count_down();
  });
  running.source->waits_from = kBeyondTheFirstRead;
  Client client = running.connect();
  client.send(get("/source"));
  running.source->waiting.wait();
  client.reset();
  running.source->released.count_down();
  logged.wait();
  Client next = running.connect();
  EXPECT_EQ(next.exchange(get("/hello?x")).body, "hello x");
  while (running.budget.held_bytes() != 0) std::this_thread::yield();
}

TEST_P(ServerSources, APeerThatDoesNotReadIsCutOff) {
  ServerConfig config;
  config.write_stall_timeout_ms = 1;
  std::latch logged(1);
  SourceServer running(GetParam(), kMoreThanSocketsHold, config,
                       [&logged](const AccessRecord& record) {
                         EXPECT_LT(record.bytes_out, kMoreThanSocketsHold);
                         logged.count_down();
                       });
  Client client = running.connect();
  client.send(get("/source"));
  logged.wait();
  EXPECT_TRUE(client.is_closed_by_server());
}

TEST(ServerSourcesOverHttp, WaitingForASourceDoesNotCountAsAStallingPeer) {
  constexpr unsigned kTimeoutMs = 300;  // time enough for a client that is only slow
  constexpr std::uint64_t kReadBytes = std::uint64_t{128} * 1024;
  constexpr std::uint64_t kFar = 10 * kReadBytes;
  struct Wait {
    const char* when;
    const char* target;
    std::uint64_t waits_from;
    std::string body;
  };
  const Wait waits[] = {
      {"for the first bytes, on the socket thread", "/brief/source", 0, pattern(0, 2 * kReadBytes)},
      {"between two reads", "/source", kReadBytes + 1, pattern(0, 2 * kReadBytes)},
      {"after another part", "/pieces", kFar, pattern(0, 10) + pattern(1, 3) + pattern(kFar, 10)}};
  for (const Wait& wait : waits) {
    SCOPED_TRACE(wait.when);
    ServerConfig config;
    config.idle_timeout_ms = config.head_timeout_ms = config.write_stall_timeout_ms = kTimeoutMs;
    SourceServer running(http::Scheme::http, 2 * kReadBytes, config);
    running.source->waits_from = wait.waits_from;
    running.handler.pieces = {{.text = "", .range = {running.source, 0, 10}},
                              {.text = "", .range = {pattern_file(10), 1, 3}},
                              {.text = "", .range = {running.source, kFar, 10}}};
    Client client = running.connect();
    client.send(get(wait.target));
    running.source->waiting.wait();
    // Its timeout began later than any that the client could have. So that would have passed, too.
    EXPECT_TRUE(running.connect().is_closed_by_server());
    running.source->released.count_down();
    EXPECT_TRUE(client.read().body == wait.body);
  }
}

TEST_P(ServerSources, AnAnswerWithoutRoomForItsChunksIsRefused) {
  SourceServer running(GetParam(), kMoreThanSocketsHold, {}, {}, /*budget_bytes=*/0);
  Client client = running.connect();
  const Reply refused = client.exchange(get("/source"));
  EXPECT_EQ(refused.status, 503U);
  EXPECT_EQ(refused.body, "The server holds too much for slow clients: try again later\n");
  EXPECT_EQ(running.source->reads, 0U);
  running.handler.range_length = 10;  // a socket takes that at once
  EXPECT_EQ(client.exchange(get("/source")).body, pattern(0, 10));
}

TEST_P(ServerSources, AStoppingServerFinishesTheAnswer) {
  SourceServer running(GetParam(), 2 * kBeyondTheFirstRead);
  running.source->waits_from = kBeyondTheFirstRead;
  Client client = running.connect();
  client.send(get("/source"));
  running.source->waiting.wait();
  EXPECT_EQ(running.server.stop().requests, 1U);
  running.source->released.count_down();
  EXPECT_TRUE(client.read().body == pattern(0, 2 * kBeyondTheFirstRead));
  EXPECT_TRUE(client.is_closed_by_server());
  EXPECT_EQ(running.server.join(), 0U);
}

TEST_P(ServerSources, AnAnswerIsCutWhenTheGracePeriodIsOver) {
  ServerConfig config;
  config.shutdown_grace_ms = 1;
  SourceServer running(GetParam(), 2 * kBeyondTheFirstRead, config);
  running.source->waits_from = kBeyondTheFirstRead;
  Client client = running.connect();
  client.send(get("/source"));
  running.source->waiting.wait();
  running.server.stop();
  unsigned cut = 0;
  std::thread joining([&] { cut = running.server.join(); });
  EXPECT_TRUE(client.is_closed_by_server());
  running.source->released.count_down();
  joining.join();
  EXPECT_EQ(cut, 1U);
  EXPECT_LT(client.rest_bytes(), 2 * kBeyondTheFirstRead);
}

}  // namespace
}  // namespace berth::net
