// What TLS adds to a server. server_test.cpp shows that it answers the same with and without TLS.
#include <gtest/gtest.h>

#include <fstream>
#include <mutex>

#include "net/test_support.h"

namespace berth::net {
namespace {

const std::string kHello = "GET /hello HTTP/1.1\r\nHost: h\r\n\r\n";
const std::string kLastHello = "GET /hello HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";

TEST(Tls, SpeaksVersion13AndVersion12WithForwardSecrecy) {
  RunningServer running(http::Scheme::https);
  Client newest = running.connect();
  EXPECT_STREQ(SSL_get_version(newest.tls()->ssl()), "TLSv1.3");
  Client older(running.server.port(),
               {.trusted = running.tls->certificate(), .max_version = TLS1_2_VERSION});
  ASSERT_TRUE(older.tls()->is_open());
  EXPECT_EQ(older.exchange(kHello).status, 200U);
  EXPECT_TRUE(std::string(SSL_get_cipher_name(older.tls()->ssl())).starts_with("ECDHE-"));
}

TEST(Tls, PrefersTheCheaperAesKeyWhateverTheClientPrefers) {
  RunningServer running(http::Scheme::https);
  Client newest = running.connect();  // OpenSSL's clients would rather have 256 bits
  EXPECT_STREQ(SSL_get_cipher_name(newest.tls()->ssl()), "TLS_AES_128_GCM_SHA256");
  Client older(running.server.port(),
               {.trusted = running.tls->certificate(), .max_version = TLS1_2_VERSION});
  EXPECT_TRUE(std::string(SSL_get_cipher_name(older.tls()->ssl())).ends_with("AES128-GCM-SHA256"));
}

TEST(Tls, RefusesOlderVersions) {
  RunningServer running(http::Scheme::https);
  Client client(running.server.port(),
                {.trusted = running.tls->certificate(), .max_version = TLS1_1_VERSION});
  EXPECT_FALSE(client.tls()->is_open());
}

// The group that a handshake agrees on with these choices; "none": it fails.
std::string agreed_group(const RunningServer& running, int version, const char* groups) {
  Client client(running.server.port(),
                {.trusted = running.tls->certificate(), .max_version = version, .groups = groups});
  if (!client.tls()->is_open()) return "none";
  const auto group = SSL_get_negotiated_group(client.tls()->ssl());
  return SSL_group_to_name(client.tls()->ssl(), static_cast<int>(group));
}

TEST(Tls, ExchangesKeysOverCheapCurvesOnly) {
  RunningServer running(http::Scheme::https);
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    EXPECT_EQ(agreed_group(running, version, "X25519:P-256"), "x25519");
    EXPECT_EQ(agreed_group(running, version, "P-256"), "secp256r1");
    for (const char* dear : {"P-384", "P-521", "X448"}) {
      EXPECT_EQ(agreed_group(running, version, dear), "none") << dear;
    }
    // A client that prefers an expensive group, and sends its share at once, gets another.
    EXPECT_EQ(agreed_group(running, version, "P-521:P-384:P-256"), "secp256r1");
  }
  for (const char* dear : {"ffdhe2048", "ffdhe3072", "ffdhe4096", "ffdhe6144", "ffdhe8192"}) {
    EXPECT_EQ(agreed_group(running, TLS1_3_VERSION, dear), "none") << dear;
    const std::string first_choice = std::string(dear) + ":X25519";
    EXPECT_EQ(agreed_group(running, TLS1_3_VERSION, first_choice.c_str()), "x25519") << dear;
  }
}

TEST(Tls, ExchangesKeysOverP384OnRequest) {
  RunningServer running(http::Scheme::https, {}, {}, {.key_exchange = KeyExchange::cheap_and_p384});
  EXPECT_EQ(agreed_group(running, TLS1_3_VERSION, "P-384"), "secp384r1");
  EXPECT_EQ(agreed_group(running, TLS1_3_VERSION, "P-521"), "none");
  EXPECT_EQ(agreed_group(running, TLS1_3_VERSION, "ffdhe8192"), "none");
}

TEST(Tls, DoesNotRenegotiate) {
  RunningServer running(http::Scheme::https);
  Client client(running.server.port(),
                {.trusted = running.tls->certificate(), .max_version = TLS1_2_VERSION});
  ASSERT_EQ(client.exchange(kHello).status, 200U);
  SSL_renegotiate(client.tls()->ssl());
  EXPECT_NE(SSL_do_handshake(client.tls()->ssl()), 1);
}

TEST(Tls, ChoosesHttp11AmongTheProtocolsOffered) {
  RunningServer running(http::Scheme::https);
  const Certificate trusted = running.tls->certificate();
  Client both(running.server.port(), {.trusted = trusted, .protocols = "\x02h2\x08http/1.1"});
  EXPECT_EQ(both.tls()->protocol(), "http/1.1");
  Client neither(running.server.port(), {.trusted = trusted, .protocols = "\x02h2"});
  EXPECT_FALSE(neither.tls()->is_open());
}

TEST(Tls, ResumesSessionsInBothVersions) {
  RunningServer running(http::Scheme::https);
  const Certificate trusted = running.tls->certificate();
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    Client first(running.server.port(), {.trusted = trusted, .max_version = version});
    EXPECT_EQ(first.exchange(kLastHello).status, 200U);  // its ticket came before the answer
    EXPECT_TRUE(first.is_closed_by_server());
    const std::shared_ptr<SSL_SESSION> session(SSL_get1_session(first.tls()->ssl()),
                                               SSL_SESSION_free);
    Client second(running.server.port(),
                  {.trusted = trusted, .max_version = version, .resumed = session.get()});
    EXPECT_EQ(SSL_session_reused(second.tls()->ssl()), 1);
    EXPECT_EQ(second.exchange(kHello).status, 200U);
  }
}

TEST(Tls, SaysGoodbyeUnlessSomethingWasCutOff) {
  RunningServer running(http::Scheme::https);
  Client last = running.connect();
  EXPECT_EQ(last.exchange(kLastHello).status, 200U);
  Client bad = running.connect();
  EXPECT_EQ(bad.exchange("nonsense\r\n\r\n").status, 400U);
  Client idle = running.connect();
  EXPECT_EQ(idle.exchange(kHello).status, 200U);
  running.server.stop();
  for (Client* client : {&last, &bad, &idle}) {
    EXPECT_TRUE(client->is_closed_by_server());
    EXPECT_TRUE(client->tls()->was_told_goodbye());
  }
}

TEST(Tls, SaysNoGoodbyeAfterHalfAnAnswer) {
  RunningServer running(http::Scheme::https);
  running.handler.file = pattern_file(10);
  running.handler.range_length = 20;
  Client client = running.connect();
  EXPECT_EQ(client.exchange("GET /file HTTP/1.1\r\nHost: h\r\n\r\n").body, pattern(0, 10));
  EXPECT_TRUE(client.is_closed_by_server());
  EXPECT_FALSE(client.tls()->was_told_goodbye());
}

TEST(Tls, SendsASmallAnswerInOneRecord) {
  RunningServer running(http::Scheme::https);
  Client client = running.connect();
  client.send(kHello);
  char bytes[16 * 1024];
  const ssize_t count = client.tls()->receive(bytes);  // at most one record
  ASSERT_GT(count, 0);
  EXPECT_TRUE(std::string_view(bytes, static_cast<std::size_t>(count)).ends_with("\r\n\r\nhello "));
}

TEST(Tls, TellsAPeerThatSpeaksPlainHttp) {
  RunningServer running(http::Scheme::https);
  for (const char* method : {"GET", "HEAD", "POST", "PUT"}) {
    Client client = running.connect_plain();
    const Reply reply = client.exchange(std::string(method) + " / HTTP/1.1\r\nHost: h\r\n\r\n");
    EXPECT_EQ(reply.status, 400U) << method;
    EXPECT_EQ(reply.body, "This port speaks HTTPS.\n");
    EXPECT_TRUE(reply.has("X-Content-Type-Options: nosniff"));
    EXPECT_FALSE(reply.head.contains("Strict-Transport-Security"));
    client.end_sending();
    EXPECT_TRUE(client.is_closed_by_server());
  }
}

TEST(Tls, ClosesConnectionsWithoutAHandshake) {
  RunningServer running(http::Scheme::https);
  Client nonsense = running.connect_plain();
  nonsense.send(std::string(1000, 'x'));
  EXPECT_TRUE(nonsense.is_closed_by_server());
  Client half = running.connect_plain();
  half.send("\x16\x03\x01");  // the start of a record
  half.end_sending();
  EXPECT_TRUE(half.is_closed_by_server());
  Client probe = running.connect_plain();
  probe.end_sending();
  EXPECT_TRUE(probe.is_closed_by_server());
  EXPECT_EQ(running.connect().exchange(kHello).status, 200U);
  const ServerFigures figures = running.server.figures();
  EXPECT_EQ(figures.handshakes, 1U);
  EXPECT_EQ(figures.failed_handshakes, 2U);
  EXPECT_EQ(figures.handshakes_not_begun, 1U);
}

TEST(Tls, LogsARequestInPlainHttp) {
  std::mutex mutex;
  std::vector<std::string> log;
  {
    const RunningServer running(http::Scheme::https, {}, [&](const AccessRecord& record) {
      const std::scoped_lock lock(mutex);
      log.push_back(std::to_string(record.status) + ' ' + std::string(record.error_code) + ' ' +
                    std::to_string(record.bytes_out) + ' ' + std::string(record.peer_text));
      EXPECT_FALSE(record.head.request_id.empty());
    });
    Client client = running.connect_plain();
    EXPECT_EQ(client.exchange(kHello).status, 400U);
    client.end_sending();
    EXPECT_TRUE(client.is_closed_by_server());
  }
  EXPECT_EQ(log, std::vector<std::string>{"400 HttpRequestOnTlsPort 24 127.0.0.1"});
}

TEST(Tls, CountsAPeerThatIsSilentUntilItsTimeIsOverAsFailed) {
  ServerConfig config;
  config.head_timeout_ms = 1;
  RunningServer running(http::Scheme::https, config);
  EXPECT_TRUE(running.connect_plain().is_closed_by_server());
  ServerFigures figures;
  do {  // it is counted after it was closed
    figures = running.server.figures();
  } while (figures.failed_handshakes + figures.handshakes_not_begun == 0);
  EXPECT_EQ(figures.failed_handshakes, 1U);
}

TEST(Tls, AHandshakeThatIsTooSlowEndsTheConnection) {
  ServerConfig config;
  config.head_timeout_ms = 1;
  RunningServer running(http::Scheme::https, config);
  Client client = running.connect_plain();
  client.send("\x16\x03\x01");  // the start of a record
  EXPECT_TRUE(client.is_closed_by_server());
}

TEST(Tls, AConnectionInItsHandshakeGivesWay) {
  ServerConfig config;
  config.max_connections = 1;
  RunningServer running(http::Scheme::https, config);
  Client first = running.connect_plain();
  first.send("\x16\x03\x01");
  EXPECT_EQ(running.connect().exchange(kHello).status, 200U);
  EXPECT_TRUE(first.is_closed_by_server());
}

TEST(Tls, AnAddressHasItsShareOfHandshakes) {
  ServerConfig config;
  config.per_address = {.handshake_interval = std::chrono::hours(1),
                        .handshake_burst = 2,
                        .loopback = AddressLimits::Loopback::limited};
  RunningServer running(http::Scheme::https, config);
  EXPECT_TRUE(running.connect("127.0.0.1").tls()->is_open());
  EXPECT_TRUE(running.connect("127.0.0.1").tls()->is_open());
  EXPECT_FALSE(running.connect("127.0.0.1").tls()->is_open());
  EXPECT_TRUE(running.connect("127.0.0.2").tls()->is_open());
}

TEST(TlsCredentials, NewConnectionsGetTheNewCertificate) {
  RunningServer running(http::Scheme::https);
  const Certificate before = running.tls->certificate();
  Client old = running.connect();
  EXPECT_EQ(old.exchange(kHello).status, 200U);
  running.tls->renew();
  ASSERT_TRUE(running.tls->credentials().reload());
  EXPECT_FALSE(Client(running.server.port(), {.trusted = before}).tls()->is_open());
  EXPECT_EQ(running.connect().exchange(kHello).status, 200U);
  EXPECT_EQ(old.exchange(kHello).status, 200U);
}

TEST(TlsCredentials, BadNewFilesLeaveTheOldOnesInUse) {
  RunningServer running(http::Scheme::https);
  std::ofstream(running.tls->key_file()) << "nonsense";
  const auto reloaded = running.tls->credentials().reload();
  ASSERT_FALSE(reloaded);
  EXPECT_EQ(reloaded.error().subject, running.tls->key_file());
  EXPECT_EQ(running.connect().exchange(kHello).status, 200U);
}

TEST(TlsCredentials, AreRefusedWithTheFileAndTheReason) {
  const TestCredentials good;
  const TestCredentials other;
  const auto refusal = [](const std::filesystem::path& certificate,
                          const std::filesystem::path& key) {
    const auto loaded = TlsCredentials::load(certificate, key);
    return loaded ? "none" : loaded.error().subject + ": " + loaded.error().reason;
  };
  const std::string certificate = good.certificate_file();
  const std::string key = good.key_file();
  EXPECT_EQ(refusal(certificate, key), "none");
  const std::string missing = certificate + ".none";
  EXPECT_EQ(refusal(missing, key), missing + ": No such file or directory");
  EXPECT_EQ(refusal(certificate, missing), missing + ": No such file or directory");
  const std::string folder = good.certificate_file().parent_path();
  EXPECT_EQ(refusal(folder, key), folder + ": Is a directory");
  EXPECT_EQ(refusal(certificate, folder), folder + ": Is a directory");
  EXPECT_EQ(refusal(key, key), key + ": holds no certificate in PEM that will do (no start line)");
  EXPECT_EQ(refusal(certificate, certificate),
            certificate + ": holds no private key in PEM without a password");
  EXPECT_EQ(refusal(certificate, other.key_file()),
            other.key_file().string() + ": is not the key of the certificate in " + certificate);
}

TEST(TlsCredentials, SayWhenTheCertificateExpires) {
  const TestCredentials test;
  const auto left = test.credentials().expires_at() - std::chrono::system_clock::now();
  EXPECT_GT(left, std::chrono::minutes(50));
  EXPECT_LE(left, std::chrono::minutes(60));
}

}  // namespace
}  // namespace berth::net
