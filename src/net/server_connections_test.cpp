// Which connections a server takes, and which give way, when there are more than it may have.
#include <gtest/gtest.h>

#include <vector>

#include "net/test_support.h"

namespace berth::net {
namespace {

class ServerConnections : public OverBothSchemes {};
INSTANTIATE_TEST_SUITE_P(Over, ServerConnections, testing::ValuesIn(kBothSchemes), scheme_name);

const std::string kHello = get("/hello");

ServerConfig with_connections(unsigned max_connections) {
  ServerConfig config;
  config.max_connections = max_connections;
  return config;
}

ServerConfig with_connections_per_address(unsigned connections) {
  ServerConfig config;
  config.per_address.connections = connections;
  config.per_address.loopback = AddressLimits::Loopback::limited;
  return config;
}

// Succeeds once the server has seen that others are gone.
bool is_taken_in_time(const RunningServer& running) {
  for (int i = 0; i < 10'000; ++i) {
    Client client = running.connect();
    const bool is_open = client.tls() == nullptr || client.tls()->is_open();
    if (is_open && client.exchange(kHello).status == 200) return true;
  }
  return false;
}

TEST_P(ServerConnections, TheOldestOfASilentCrowdGivesWay) {
  RunningServer running(GetParam(), with_connections(3));
  std::vector<Client> silent;
  for (int i = 0; i < 3; ++i) silent.push_back(running.connect_plain());
  EXPECT_EQ(running.connect().exchange(kHello).status, 200U);
  EXPECT_TRUE(silent.front().is_closed_by_server());
}

TEST_P(ServerConnections, TheConnectionThatHasBeenIdleLongestGivesWay) {
  RunningServer running(GetParam(), with_connections(2));
  Client first = running.connect();
  Client second = running.connect();
  EXPECT_EQ(second.exchange(kHello).status, 200U);
  EXPECT_EQ(first.exchange(kHello).status, 200U);
  Client third = running.connect();
  EXPECT_EQ(third.exchange(kHello).status, 200U);
  EXPECT_TRUE(second.is_closed_by_server());
  EXPECT_EQ(first.exchange(kHello).status, 200U);
}

TEST_P(ServerConnections, AHeadThatComesByteByByteGrowsOld) {
  RunningServer running(GetParam(), with_connections(2));
  Client slow = running.connect();
  slow.send("GET /he");
  Client idle = running.connect();
  EXPECT_EQ(idle.exchange(kHello).status, 200U);
  EXPECT_EQ(running.connect().exchange(kHello).status, 200U);
  EXPECT_TRUE(slow.is_closed_by_server());
  EXPECT_EQ(idle.exchange(kHello).status, 200U);
}

TEST_P(ServerConnections, AConnectionOfAnotherThreadGivesWay) {
  ServerConfig config = with_connections(4);
  config.io_threads = 4;
  RunningServer running(GetParam(), config);
  std::vector<Client> clients;
  for (int i = 0; i < 40; ++i) {  // the kernel deals them to the threads as it likes
    clients.push_back(running.connect());
    EXPECT_EQ(clients.back().exchange(kHello).status, 200U) << i;
  }
}

TEST_P(ServerConnections, ARunningRequestDoesNotGiveWay) {
  ServerConfig config = with_connections(1);
  config.io_threads = 3;
  RunningServer running(GetParam(), config);
  Client waiting = running.connect();
  waiting.send(get("/wait"));
  running.handler.started.wait();
  Client second = running.connect();
  if (GetParam() == http::Scheme::http) {
    const Reply busy = second.exchange(kHello);
    EXPECT_EQ(busy.status, 503U);
    EXPECT_TRUE(busy.has("Retry-After: 1"));
    EXPECT_TRUE(busy.has("X-Content-Type-Options: nosniff"));
    second.end_sending();
    EXPECT_TRUE(second.is_closed_by_server());
  } else {
    EXPECT_FALSE(second.tls()->is_open());
  }
  running.handler.released.count_down();
  EXPECT_EQ(waiting.read().body, "waited");
}

TEST_P(ServerConnections, AnAddressHasItsShare) {
  RunningServer running(GetParam(), with_connections_per_address(2));
  {
    Client first = running.connect("127.0.0.1");
    Client second = running.connect("127.0.0.1");
    EXPECT_EQ(first.exchange(kHello).status, 200U);
    EXPECT_EQ(second.exchange(kHello).status, 200U);
    Client third = running.connect("127.0.0.1");
    if (GetParam() == http::Scheme::http) {
      const Reply refused = third.exchange(kHello);
      EXPECT_EQ(refused.status, 429U);
      EXPECT_TRUE(refused.has("Retry-After: 1"));
    } else {
      EXPECT_FALSE(third.tls()->is_open());
    }
    EXPECT_EQ(running.connect("127.0.0.2").exchange(kHello).status, 200U);
    EXPECT_EQ(first.exchange(kHello).status, 200U);
  }
  EXPECT_TRUE(is_taken_in_time(running));
}

TEST_P(ServerConnections, LoopbackMayHaveAllConnections) {
  ServerConfig config;
  config.per_address.connections = 1;
  RunningServer running(GetParam(), config);
  Client first = running.connect();
  Client second = running.connect();
  EXPECT_EQ(first.exchange(kHello).status, 200U);
  EXPECT_EQ(second.exchange(kHello).status, 200U);
}

TEST_P(ServerConnections, AreCountedWhateverBecomesOfThem) {
  ServerConfig config = with_connections_per_address(3);
  config.max_connections = 2;
  RunningServer running(GetParam(), config);
  Client first = running.connect();
  Client second = running.connect();
  EXPECT_EQ(second.exchange(kHello).status, 200U);
  EXPECT_EQ(first.exchange(kHello).status, 200U);
  Client third = running.connect();
  EXPECT_EQ(third.exchange(kHello).status, 200U);
  EXPECT_TRUE(second.is_closed_by_server());
  const ServerFigures figures = running.server.figures();
  EXPECT_EQ(figures.accepted, 3U);
  EXPECT_EQ(figures.displaced, 1U);
  EXPECT_GE(figures.connections, 2U);
  EXPECT_EQ(figures.handshakes, GetParam() == http::Scheme::https ? 3U : 0U);
  EXPECT_EQ(figures.failed_handshakes, 0U);
}

TEST_P(ServerConnections, GiveTheirBuffersBackWhileTheyAreIdleAndAreServedAgain) {
  RunningServer running(GetParam());
  const auto wait_until_resting = [&](std::uint64_t count) {
    while (running.server.figures().resting != count) std::this_thread::yield();
  };
  Client silent = running.connect();  // has asked for nothing yet
  Client client = running.connect();
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(client.exchange(kHello).status, 200U);
    wait_until_resting(2);
  }
  client.send(kHello.substr(0, 5));
  wait_until_resting(1);
  client.send(kHello.substr(5));
  EXPECT_EQ(client.read().status, 200U);
  EXPECT_EQ(silent.exchange(kHello).status, 200U);
  wait_until_resting(2);
  client.reset();
  silent.reset();
  while (running.server.figures().connections != 0) std::this_thread::yield();
}

TEST_P(ServerConnections, ThatAreRefusedAreCountedByTheReason) {
  RunningServer running(GetParam(), with_connections_per_address(1));
  Client first = running.connect();
  EXPECT_EQ(first.exchange(kHello).status, 200U);
  Client second = running.connect_plain();
  EXPECT_TRUE(GetParam() == http::Scheme::https ? second.is_closed_by_server()
                                                : second.exchange(kHello).status == 429);
  const ServerFigures figures = running.server.figures();
  const auto refused = [&](ConnectionRefusal reason) {
    return figures.refused.at(static_cast<std::size_t>(reason));
  };
  EXPECT_EQ(refused(ConnectionRefusal::address_full), 1U);
  EXPECT_EQ(refused(ConnectionRefusal::server_full), 0U);
  EXPECT_EQ(figures.accepted, 2U);
}

TEST_P(ServerConnections, ShowTheRequestsThatAreBeingAnswered) {
  RunningServer running(GetParam());
  Client waiting = running.connect();
  waiting.send(get("/wait"));
  running.handler.started.wait();
  EXPECT_EQ(running.server.figures().requests, 1U);
  EXPECT_EQ(running.server.figures().waits.count(), 1U);
  running.handler.released.count_down();
  EXPECT_EQ(waiting.read().body, "waited");
}

TEST(ServerConnectionsOverHttp, APeerThatIsRefusedWhileItSendsSeesWhy) {
  RunningServer running(http::Scheme::http, with_connections_per_address(1));
  Client first = running.connect();
  EXPECT_EQ(first.exchange(kHello).status, 200U);
  Client second = running.connect();
  second.send(put("/stream", std::string(std::size_t{8} * 1024 * 1024, 'x')));
  EXPECT_EQ(second.read().status, 429U);
}

}  // namespace
}  // namespace berth::net
