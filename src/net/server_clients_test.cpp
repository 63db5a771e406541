// Which clients a server sees when some of its peers are proxies.
#include <gtest/gtest.h>

#include <mutex>
#include <vector>

#include "net/test_support.h"

namespace berth::net {
namespace {

using http::ClientAddressFrom;

constexpr const char* kProxy = "127.0.0.7";
constexpr const char* kOther = "127.0.0.8";

class ServerClients : public OverBothSchemes {
 protected:
  static ServerConfig trusting(ClientAddressFrom from) {
    ServerConfig config;
    config.trusted_proxies = {AddressRange::parse(kProxy).value()};
    config.client_address_from = from;
    config.per_address.loopback = AddressLimits::Loopback::limited;
    return config;
  }
  // A connection that begins like that of a proxy with the PROXY protocol.
  static Client connect_with(const RunningServer& running, const std::string& preamble,
                             const char* from = kProxy) {
    if (!running.tls) {
      Client client = running.connect_plain(from);
      client.send(preamble);
      return client;
    }
    return {
        running.server.port(), {.trusted = running.tls->certificate(), .preamble = preamble}, from};
  }
  static std::string here(std::string_view address) {
    return std::string(address) + (GetParam() == http::Scheme::https ? " https" : " http");
  }
};
INSTANTIATE_TEST_SUITE_P(Over, ServerClients, testing::ValuesIn(kBothSchemes), scheme_name);

TEST_P(ServerClients, AreNamedByATrustedProxy) {
  RunningServer running(GetParam(), trusting(ClientAddressFrom::x_forwarded_for));
  Client proxy = running.connect(kProxy);
  EXPECT_EQ(proxy.exchange(get("/client")).body, here(kProxy));
  EXPECT_EQ(proxy.exchange(get("/client", "X-Forwarded-For: 192.0.2.1\r\n")).body,
            here("192.0.2.1"));
  EXPECT_EQ(proxy
                .exchange(get("/client",
                              "X-Forwarded-For: 192.0.2.2\r\n"
                              "X-Forwarded-Proto: https\r\n"))
                .body,
            "192.0.2.2 https");
  EXPECT_EQ(proxy.exchange(get("/client", "Forwarded: for=192.0.2.3\r\n")).body, here(kProxy));
  EXPECT_EQ(proxy.exchange(get("/client")).body, here(kProxy));
}

TEST_P(ServerClients, AreNamedByATrustedProxyInTheStandardField) {
  RunningServer running(GetParam(), trusting(ClientAddressFrom::forwarded));
  Client proxy = running.connect(kProxy);
  EXPECT_EQ(proxy
                .exchange(get("/client",
                              "X-Forwarded-For: 192.0.2.2\r\n"
                              "Forwarded: for=\"[2001:db8::1]:4711\"\r\n"))
                .body,
            here("2001:db8::1"));
}

TEST_P(ServerClients, CannotClaimToBeAnotherClient) {
  RunningServer running(GetParam(), trusting(ClientAddressFrom::x_forwarded_for));
  Client other = running.connect(kOther);
  EXPECT_EQ(other
                .exchange(get("/client",
                              "X-Forwarded-For: 192.0.2.1\r\n"
                              "X-Forwarded-Proto: https\r\n"))
                .body,
            here(kOther));
}

TEST_P(ServerClients, AreNamedAtTheStartOfTheConnection) {
  RunningServer running(GetParam(), trusting(ClientAddressFrom::proxy_protocol));
  Client line = connect_with(running, "PROXY TCP4 192.0.2.1 10.0.0.1 56324 443\r\n");
  EXPECT_EQ(line.exchange(get("/client")).body, here("192.0.2.1"));
  // A proxy that only passes bytes on does not vouch for the fields in them.
  EXPECT_EQ(line.exchange(get("/client",
                              "X-Forwarded-For: 192.0.2.9\r\n"
                              "X-Forwarded-Proto: https\r\n"))
                .body,
            here("192.0.2.1"));
  using namespace std::string_literals;
  const std::string binary =
      "\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c\xc0\0\x02\x02\x0a\0\0\x01\0\x01\0\x02"s;
  EXPECT_EQ(connect_with(running, binary).exchange(get("/client")).body, here("192.0.2.2"));
  EXPECT_EQ(connect_with(running, "PROXY UNKNOWN\r\n").exchange(get("/client")).body, here(kProxy));
  EXPECT_EQ(running.connect(kOther).exchange(get("/client")).body, here(kOther));
}

TEST_P(ServerClients, AreNamedByAHeaderThatComesByteByByte) {
  RunningServer running(http::Scheme::http, trusting(ClientAddressFrom::proxy_protocol));
  Client client = running.connect_plain(kProxy);
  for (const char c : "PROXY TCP4 192.0.2.1 10.0.0.1 56324 443\r\n" + get("/client")) {
    client.send({&c, 1});
  }
  EXPECT_EQ(client.read().body, "192.0.2.1 http");
}

TEST_P(ServerClients, AreNotServedIfTheirProxyDoesNotNameThem) {
  RunningServer running(GetParam(), trusting(ClientAddressFrom::proxy_protocol));
  Client silent = running.connect_plain(kProxy);
  silent.send(get("/client"));
  if (GetParam() == http::Scheme::http) {
    EXPECT_EQ(silent.read().status, 400U);
  }
  silent.end_sending();
  EXPECT_TRUE(silent.is_closed_by_server());
  Client other = running.connect_plain(kOther);
  other.send("PROXY TCP4 192.0.2.1 10.0.0.1 56324 443\r\n" + get("/client"));
  other.end_sending();
  const Reply refused = other.read();
  EXPECT_NE(refused.status, 200U);
}

TEST_P(ServerClients, HaveTheirOwnShareOfConnectionsBehindAProxy) {
  ServerConfig config = trusting(ClientAddressFrom::x_forwarded_for);
  config.per_address.connections = 1;
  RunningServer running(GetParam(), config);
  const std::string one = "X-Forwarded-For: 192.0.2.1\r\n";
  const std::string other = "X-Forwarded-For: 192.0.2.2\r\n";
  Client first = running.connect(kProxy);
  Client second = running.connect(kProxy);
  EXPECT_EQ(first.exchange(get("/hello", one)).status, 200U);
  EXPECT_EQ(second.exchange(get("/hello", one)).status, 200U);  // the first one's is done
  first.send(get("/wait", one));
  running.handler.started.wait();
  const Reply refused = second.exchange(get("/hello", one));
  EXPECT_EQ(refused.status, 429U);
  EXPECT_TRUE(refused.has("Retry-After: 1"));
  EXPECT_EQ(second.exchange(get("/hello", other)).status, 200U);
  running.handler.released.count_down();
  EXPECT_EQ(first.read().status, 200U);
}

TEST_P(ServerClients, HaveTheirOwnShareOfConnectionsWithTheProxyProtocol) {
  ServerConfig config = trusting(ClientAddressFrom::proxy_protocol);
  config.per_address.connections = 1;
  RunningServer running(GetParam(), config);
  Client first = connect_with(running, "PROXY TCP4 192.0.2.1 10.0.0.1 1 2\r\n");
  EXPECT_EQ(first.exchange(get("/hello")).status, 200U);
  Client second = connect_with(running, "PROXY TCP4 192.0.2.1 10.0.0.1 3 4\r\n");
  if (GetParam() == http::Scheme::http) {
    EXPECT_EQ(second.exchange(get("/hello")).status, 429U);
  } else {
    EXPECT_FALSE(second.tls()->is_open());
  }
  Client third = connect_with(running, "PROXY TCP4 192.0.2.2 10.0.0.1 5 6\r\n");
  EXPECT_EQ(third.exchange(get("/hello")).status, 200U);
}

TEST_P(ServerClients, AreLoggedBesideTheirProxy) {
  std::mutex mutex;
  std::vector<std::string> lines;
  const auto log = [&](const AccessRecord& record) {
    const std::scoped_lock lock(mutex);
    lines.push_back(std::string(record.peer_text) + " " + record.client());
  };
  {
    RunningServer running(GetParam(), trusting(ClientAddressFrom::x_forwarded_for), log);
    Client proxy = running.connect(kProxy);
    proxy.exchange(get("/hello", "X-Forwarded-For: 192.0.2.1\r\n"));
    proxy.exchange(get("/hello"));
  }
  const std::vector<std::string> expected{"127.0.0.7 192.0.2.1", "127.0.0.7 "};
  EXPECT_EQ(lines, expected);
}

}  // namespace
}  // namespace berth::net
