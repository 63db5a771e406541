#include "net/ticket_keys.h"

#include <gtest/gtest.h>

#include <atomic>

#include "net/test_support.h"

namespace berth::net {
namespace {

using std::chrono::seconds;

// The time of the running test. Servers read it from their threads.
std::atomic<TicketKeys::Time> time_now;

class TicketKeysTest : public testing::Test {
 protected:
  TicketKeysTest() { time_now = TicketKeys::Time(std::chrono::hours(1000)); }
  static TicketKeys::Time now() { return time_now; }
  static void wait(std::chrono::seconds time) { time_now = now() + time; }
};

TEST_F(TicketKeysTest, AKeyMakesTicketsForItsLifeAndOpensThemForAnother) {
  TicketKeys keys(now);
  const TicketKeys::Shared first = keys.current();
  wait(kTicketKeyLife - seconds(1));
  EXPECT_EQ(keys.current(), first);
  wait(seconds(1));
  const TicketKeys::Shared second = keys.current();
  EXPECT_NE(second->name, first->name);
  EXPECT_NE(second->encryption, first->encryption);
  EXPECT_NE(second->authentication, first->authentication);
  EXPECT_EQ(keys.find(first->name), first);
  EXPECT_EQ(keys.find(second->name), second);
  wait(kTicketKeyLife);
  EXPECT_EQ(keys.find(first->name), nullptr);
  EXPECT_EQ(keys.find(second->name), second);
}

TEST_F(TicketKeysTest, AServerToWhichNobodyConnectsForgetsOldKeys) {
  TicketKeys keys(now);
  const std::weak_ptr<const TicketKey> first = keys.current();
  wait(kTicketKeyLife);
  keys.rotate();
  EXPECT_FALSE(first.expired());
  wait(kTicketKeyLife);
  keys.rotate();
  EXPECT_TRUE(first.expired());
  const std::weak_ptr<const TicketKey> third = keys.current();
  wait(2 * kTicketKeyLife);
  keys.rotate();
  EXPECT_TRUE(third.expired());
}

// A copy, since OpenSSL spoils the session of a connection that its client ends in a hurry.
using TlsSession = std::shared_ptr<SSL_SESSION>;
TlsSession copy_of(const SSL_SESSION* session) {
  return {SSL_SESSION_dup(session), SSL_SESSION_free};
}

TlsSession session_of(const RunningServer& running, int version) {
  Client client(running.server.port(),
                {.trusted = running.tls->certificate(), .max_version = version});
  client.exchange("GET /hello HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  EXPECT_TRUE(client.is_closed_by_server());
  return copy_of(SSL_get0_session(client.tls()->ssl()));
}

bool resumes(const RunningServer& running, int version, const TlsSession& session) {
  const TlsSession copy = copy_of(session.get());
  Client client(
      running.server.port(),
      {.trusted = running.tls->certificate(), .max_version = version, .resumed = copy.get()});
  EXPECT_TRUE(client.tls()->is_open());
  return SSL_session_reused(client.tls()->ssl()) == 1;
}

TEST_F(TicketKeysTest, ATicketIsAcceptedAfterOneRotationButNotAfterTwo) {
  RunningServer running(http::Scheme::https, {}, {}, {.now = now});
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    const auto session = session_of(running, version);
    EXPECT_TRUE(resumes(running, version, session));
    wait(kTicketKeyLife);
    EXPECT_TRUE(resumes(running, version, session));
    wait(kTicketKeyLife);
    EXPECT_FALSE(resumes(running, version, session));
  }
}

}  // namespace
}  // namespace berth::net
