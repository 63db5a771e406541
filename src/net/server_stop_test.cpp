// How a server stops: what it finishes, what it cuts, and what it says about both.
#include <gtest/gtest.h>

#include <future>
#include <thread>

#include "net/test_support.h"

namespace berth::net {
namespace {

class ServerStop : public OverBothSchemes {};
INSTANTIATE_TEST_SUITE_P(Over, ServerStop, testing::ValuesIn(kBothSchemes), scheme_name);

const std::string kHello = "GET /hello HTTP/1.1\r\nHost: h\r\n\r\n";
const std::string kWait = "GET /wait HTTP/1.1\r\nHost: h\r\n\r\n";
const std::string kUpload =
    "PUT /stream HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n";
constexpr std::uint64_t kForEverMs = 3'600'000;

TEST_P(ServerStop, FinishesRunningRequestsAndTakesNoNewOnes) {
  RunningServer running(GetParam());
  Client idle = running.connect();
  EXPECT_EQ(idle.exchange(kHello).status, 200U);
  Client waiting = running.connect();
  waiting.send(kWait);
  running.handler.started.wait();
  running.server.stop();
  EXPECT_TRUE(idle.is_closed_by_server());
  EXPECT_FALSE(running.connect_plain().is_connected());
  running.handler.released.count_down();
  const Reply reply = waiting.read();
  EXPECT_EQ(reply.body, "waited");
  EXPECT_TRUE(reply.has("Connection: close"));
  EXPECT_TRUE(waiting.is_closed_by_server());
  running.server.join();
}

TEST_P(ServerStop, CutsWhatIsLeftAfterTheGracePeriod) {
  ServerConfig config;
  config.shutdown_grace_ms = 1;
  RunningServer running(GetParam(), config);
  Client client = running.connect();
  client.send(
      "PUT /stream HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n");
  EXPECT_EQ(client.read().status, 100U);
  running.server.stop();
  running.server.join();
  EXPECT_TRUE(client.is_closed_by_server());
  EXPECT_FALSE(running.handler.wait_for_upload().finished);
}

TEST(ServerStopOverHttp, MayComeBeforeTheStart) {
  TestHandler handler;
  SystemClock clock;
  SystemEntropy entropy;
  ByteBudget budget(0);
  TestObserver observer;
  Server server({}, handler, budget, clock, entropy, observer);
  server.stop();
  server.join();
}

// What the log says about the only request.
struct Logged {
  std::promise<std::pair<unsigned, std::string>> said;

  TestObserver::Call log() {
    return [this](const AccessRecord& record) {
      said.set_value({record.status, std::string(record.error_code)});
    };
  }
  std::pair<unsigned, std::string> wait() { return said.get_future().get(); }
};

TEST_P(ServerStop, ReportsWhatIsStillToBeFinished) {
  RunningServer running(GetParam());
  Client idle = running.connect();
  EXPECT_EQ(idle.exchange(kHello).status, 200U);
  Client waiting = running.connect();
  waiting.send(kWait);
  running.handler.started.wait();
  Client uploading = running.connect();
  uploading.send(kUpload);
  EXPECT_EQ(uploading.read().status, 100U);
  const InProgress busy = running.server.stop();
  EXPECT_EQ(busy.connections, 2U);
  EXPECT_EQ(busy.requests, 2U);
  EXPECT_EQ(busy.uploads, 1U);
  running.handler.released.count_down();
  uploading.send("123456789");
  EXPECT_EQ(uploading.read().status, 201U);
  EXPECT_EQ(waiting.read().status, 200U);
  EXPECT_EQ(running.server.join(), 0U);
  EXPECT_EQ(running.server.stop().connections, 0U);
}

TEST_P(ServerStop, EndsAtOnceWhenHurried) {
  ServerConfig config;
  config.shutdown_grace_ms = kForEverMs;
  RunningServer running(GetParam(), config);
  Client client = running.connect();
  client.send(kUpload);
  EXPECT_EQ(client.read().status, 100U);
  running.server.stop();
  unsigned cut = 0;
  std::thread joining([&] { cut = running.server.join(); });
  running.server.hurry();
  joining.join();
  EXPECT_EQ(cut, 1U);
  EXPECT_TRUE(client.is_closed_by_server());
}

TEST_P(ServerStop, IsNotLoggedAsAClientThatWentAway) {
  ServerConfig config;
  config.shutdown_grace_ms = 1;
  Logged logged;
  RunningServer running(GetParam(), config, logged.log());
  Client client = running.connect();
  client.send(kUpload);
  EXPECT_EQ(client.read().status, 100U);
  running.server.stop();
  running.server.join();
  EXPECT_EQ(logged.wait(), std::pair(503U, std::string("ServerStopped")));
}

TEST_P(ServerStop, ASlowClientIsNotLoggedAsOneThatWentAway) {
  ServerConfig config;
  config.body_stall_timeout_ms = 1;
  Logged logged;
  RunningServer running(GetParam(), config, logged.log());
  Client client = running.connect();
  client.send("PUT /stream HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nabc");
  EXPECT_EQ(logged.wait(), std::pair(408U, std::string("TooSlow")));
}

}  // namespace
}  // namespace berth::net
