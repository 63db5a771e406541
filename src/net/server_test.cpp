#include "net/server.h"

#include <gtest/gtest.h>

#include <future>
#include <set>
#include <system_error>

#include "net/test_support.h"

namespace berth::net {
namespace {

class ServerTest : public OverBothSchemes {};
INSTANTIATE_TEST_SUITE_P(Over, ServerTest, testing::ValuesIn(kBothSchemes), scheme_name);

TEST_P(ServerTest, AnswersManyRequestsOnOneConnectionWithAnIdEach) {
  RunningServer running(GetParam());
  Client client = running.connect();
  std::set<std::string> ids;
  for (int i = 0; i < 200; ++i) {
    const Reply reply = client.exchange(get("/hello?" + std::to_string(i)));
    ASSERT_EQ(reply.status, 200U);
    EXPECT_EQ(reply.body, "hello " + std::to_string(i));
    EXPECT_NE(reply.head.find("\r\nDate: "), std::string::npos);
    const std::size_t id = reply.head.find("\r\nx-amzn-RequestId: ");
    ASSERT_NE(id, std::string::npos);
    ids.insert(reply.head.substr(id, sizeof("\r\nx-amzn-RequestId: ") + 35));
  }
  EXPECT_EQ(ids.size(), 200U);
}

TEST_P(ServerTest, AnswersPipelinedRequestsInOrder) {
  RunningServer running(GetParam());
  Client client = running.connect();
  client.send(get("/hello?1") + put("/echo", "two") +
              put_chunked("/echo", "5\r\nthree\r\n0\r\n\r\n") + put("/stream", "four") +
              get("/hello?5"));
  EXPECT_EQ(client.read().body, "hello 1");
  EXPECT_EQ(client.read().body, "two");
  EXPECT_EQ(client.read().body, "three");
  EXPECT_EQ(client.read().status, 201U);
  EXPECT_EQ(client.read().body, "hello 5");
  EXPECT_EQ(running.handler.wait_for_upload().content, "four");
}

TEST_P(ServerTest, ReadsARequestThatComesByteByByte) {
  RunningServer running(GetParam());
  Client client = running.connect();
  for (const char byte : put_chunked("/echo", "3\r\nabc\r\n2;x\r\nde\r\n0\r\nT: t\r\n\r\n")) {
    client.send({&byte, 1});
  }
  EXPECT_EQ(client.read().body, "abcde");
}

TEST_P(ServerTest, ClosesWhenTheRequestSaysSoOrIsHttp10) {
  RunningServer running(GetParam());
  for (const std::string& request :
       {get("/hello", "Connection: close\r\n"), std::string("GET /hello HTTP/1.0\r\n\r\n")}) {
    Client client = running.connect();
    EXPECT_TRUE(client.exchange(request).has("Connection: close"));
    EXPECT_TRUE(client.is_closed_by_server());
  }
}

TEST_P(ServerTest, AnswersAPeerThatHasEndedItsSide) {
  RunningServer running(GetParam());
  Client client = running.connect();
  client.send(get("/hello?x"));
  client.end_sending();
  EXPECT_EQ(client.read().body, "hello x");
  EXPECT_TRUE(client.is_closed_by_server());
}

TEST_P(ServerTest, TellsTheHandlerItsScheme) {
  RunningServer running(GetParam());
  Client client = running.connect();
  EXPECT_EQ(client.exchange(get("/scheme")).body,
            GetParam() == http::Scheme::https ? "https" : "http");
}

TEST_P(ServerTest, SendsNoBodyWhereNoneIsAllowed) {
  RunningServer running(GetParam());
  Client client = running.connect();
  const Reply head = client.exchange("HEAD /hello?x HTTP/1.1\r\nHost: h\r\n\r\n", ReplyTo::head);
  EXPECT_TRUE(head.has("Content-Length: 7"));
  const Reply length = client.exchange("HEAD /length HTTP/1.1\r\nHost: h\r\n\r\n", ReplyTo::head);
  EXPECT_TRUE(length.has("Content-Length: 12345"));
  for (const unsigned status : {204U, 304U}) {
    const Reply reply = client.exchange(get(status == 204 ? "/nothing" : "/unchanged"));
    EXPECT_EQ(reply.status, status);
    EXPECT_EQ(reply.head.find("Content-Length"), std::string::npos);
  }
  EXPECT_EQ(client.exchange(get("/hello?end")).body, "hello end");
}

TEST_P(ServerTest, SendsAPartOfAFile) {
  RunningServer running(GetParam());
  running.handler.file = pattern_file(8 * 1024 * 1024 + 5);
  running.handler.range_offset = 1;
  running.handler.range_length = 8 * 1024 * 1024;
  Client client = running.connect();
  for (int i = 0; i < 2; ++i) {
    const Reply reply = client.exchange(get("/file"));
    EXPECT_EQ(reply.status, 200U);
    EXPECT_TRUE(reply.body == pattern(1, 8 * 1024 * 1024));
  }
  const Reply head = client.exchange("HEAD /file HTTP/1.1\r\nHost: h\r\n\r\n", ReplyTo::head);
  EXPECT_TRUE(head.has("Content-Length: 8388608"));
  EXPECT_EQ(client.exchange(get("/hello?x")).body, "hello x");
}

TEST_P(ServerTest, SendsTextsAndPartsOfFilesOneAfterTheOther) {
  std::mutex mutex;
  std::vector<std::uint64_t> bytes_out;
  const auto log = [&](const AccessRecord& record) {
    const std::scoped_lock lock(mutex);
    bytes_out.push_back(record.bytes_out);
  };
  const auto file = pattern_file(8 * 1024 * 1024 + 5);
  const std::string expected =
      "first" + pattern(1, 8 * 1024 * 1024) + "second" + pattern(3, 4) + pattern(0, 1) + "end";
  {
    RunningServer running(GetParam(), {}, log);
    running.handler.pieces = {{.text = "first", .range = {file, 1, 8 * 1024 * 1024}},
                              {.text = "second", .range = {file, 3, 4}},
                              {.text = "", .range = {file, 0, 1}},
                              {.text = "end"}};
    Client client = running.connect();
    const std::string length = "Content-Length: " + std::to_string(expected.size());
    for (int i = 0; i < 2; ++i) {
      const Reply reply = client.exchange(get("/pieces"));
      EXPECT_TRUE(reply.has(length));
      EXPECT_TRUE(reply.body == expected);
    }
    const Reply head = client.exchange("HEAD /pieces HTTP/1.1\r\nHost: h\r\n\r\n", ReplyTo::head);
    EXPECT_TRUE(head.has(length));
  }
  EXPECT_EQ(bytes_out, (std::vector<std::uint64_t>{expected.size(), expected.size(), 0}));
}

TEST_P(ServerTest, CutsTheConnectionWhenOneOfSeveralFilesIsShorterThanPromised) {
  RunningServer running(GetParam());
  const auto file = pattern_file(10);
  running.handler.pieces = {{.text = "a", .range = {file, 0, 20}}, {.text = "end"}};
  Client client = running.connect();
  EXPECT_EQ(client.exchange(get("/pieces")).body, "a" + pattern(0, 10));
  EXPECT_TRUE(client.is_closed_by_server());
}

TEST_P(ServerTest, CutsTheConnectionWhenAFileIsShorterThanPromised) {
  RunningServer running(GetParam());
  running.handler.file = pattern_file(10);
  running.handler.range_length = 20;
  Client client = running.connect();
  EXPECT_EQ(client.exchange(get("/file")).body, pattern(0, 10));
  EXPECT_TRUE(client.is_closed_by_server());
}

TEST_P(ServerTest, AnswersForAHandlerThatThrows) {
  RunningServer running(GetParam());
  Client client = running.connect();
  EXPECT_EQ(client.exchange(get("/throw")).status, 500U);
  EXPECT_EQ(client.exchange(get("/brief/throw")).status, 500U);
  // As when memory is short: the handler's answer to the exception throws too.
  EXPECT_EQ(client.exchange(get("/throw/again")).status, 500U);
  // Before anything exists that could answer.
  EXPECT_EQ(client.exchange(get("/throw/at-once")).status, 500U);
  EXPECT_EQ(client.exchange(get("/hello")).status, 200U);
}

TEST_P(ServerTest, RefusesInputThatIsNotARequest) {
  RunningServer running(GetParam());
  for (const std::string request : {"nonsense\r\n\r\n", "GET / HTTP/1.1\r\n\r\n"}) {
    Client client = running.connect();
    const Reply reply = client.exchange(request);
    EXPECT_EQ(reply.status, 400U) << request;
    EXPECT_TRUE(reply.has("Connection: close"));
    EXPECT_TRUE(client.is_closed_by_server());
  }
}

TEST_P(ServerTest, TellsTheHandlerWhomARefusedRequestWasFor) {
  RunningServer running(GetParam());
  const auto refused = [&running](const std::string& request) {
    Client client = running.connect();
    return client.exchange(request);
  };
  const Reply long_head = refused(get("/hello?x", "X-Kind: a\r\nA: " + std::string(40'000, 'a')));
  EXPECT_EQ(long_head.status, 431U);
  EXPECT_EQ(long_head.body, "The head of the request is longer than 32768 bytes\n");
  EXPECT_TRUE(long_head.has("Made-Out: GET /hello a"));
  const Reply long_target = refused(get("/hello?" + std::string(40'000, 'a')));
  EXPECT_EQ(long_target.status, 414U);
  EXPECT_EQ(long_target.body, "The target of the request is longer than 32768 bytes\n");
  EXPECT_TRUE(long_target.has("Made-Out: GET /hello "));
  const Reply twice = refused(get("/hello", "Range: a\r\nRange: b\r\nX-Kind: two\r\n"));
  EXPECT_EQ(twice.status, 400U);
  EXPECT_TRUE(twice.has("Made-Out: GET /hello two"));
  const Reply chunks = refused(put_chunked("/echo", "nonsense\r\n"));
  EXPECT_EQ(chunks.status, 400U);
  EXPECT_EQ(chunks.body, "The body is not in chunked coding\n");
  EXPECT_TRUE(chunks.has("Made-Out: PUT /echo "));
  const Reply nobody = refused("nonsense\r\n\r\n");
  EXPECT_EQ(nobody.status, 400U);
  EXPECT_TRUE(nobody.has("Made-Out:   "));
}

TEST_P(ServerTest, TellsBrowsersToRunNothingInAnyAnswer) {
  RunningServer running(GetParam());
  const auto is_closed = [](const Reply& reply) {
    return reply.has("X-Content-Type-Options: nosniff") &&
           reply.has(
               "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'; sandbox");
  };
  for (const std::string& request :
       {get("/hello"), get("/nothing"), get("/unchanged"), get("/throw"), get("/throw/again"),
        put("/hello", "x"), put("/stream/refused", "x"), put("/stream", "x"), get("no-path"),
        put_chunked("/stream", "nonsense\r\n"), std::string("nonsense\r\n\r\n")}) {
    Client client = running.connect();
    EXPECT_TRUE(is_closed(client.exchange(request))) << request;
  }
}

TEST_P(ServerTest, AsksBrowsersForTlsOverTlsOnly) {
  ServerConfig config;
  config.hsts_max_age_s = 600;
  RunningServer running(GetParam(), config);
  Client client = running.connect();
  for (const std::string& request : {get("/hello"), std::string("nonsense\r\n\r\n")}) {
    EXPECT_EQ(client.exchange(request).has("Strict-Transport-Security: max-age=600"),
              GetParam() == http::Scheme::https);
  }
}

TEST_P(ServerTest, LogsWhatItAnswered) {
  std::mutex mutex;
  std::vector<std::string> lines;
  std::uint64_t last_bytes_out = 0;
  const auto log = [&](const AccessRecord& record) {
    const std::scoped_lock lock(mutex);
    lines.push_back(std::string(record.head.method_name) + " " + std::string(record.head.target) +
                    " " + std::to_string(record.status) + " " + std::to_string(record.bytes_in) +
                    " " + std::string(record.peer_text));
    last_bytes_out = record.bytes_out;
  };
  {
    RunningServer running(GetParam(), {}, log);
    Client client = running.connect();
    client.exchange(put("/echo?q", "abcd"));
    client.exchange("\x01 bad\r\n\r\n");
    EXPECT_TRUE(client.is_closed_by_server());
  }
  const std::vector<std::string> expected{"PUT /echo?q 200 4 127.0.0.1", "  400 0 127.0.0.1"};
  EXPECT_EQ(lines, expected);
  EXPECT_EQ(last_bytes_out,
            std::string_view("The head of the request is not one of HTTP/1.1\n").size());
}

TEST_P(ServerTest, LogsThatAClientWentAwayDuringItsRequest) {
  std::promise<unsigned> status;
  const auto log = [&](const AccessRecord& record) { status.set_value(record.status); };
  RunningServer running(GetParam(), {}, log);
  {
    Client client = running.connect();
    client.send("PUT /stream HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nabc");
    client.end_sending();
  }
  EXPECT_EQ(status.get_future().get(), 499U);
}

TEST(ServerTestOverHttp, ReportsATlsHandshakeOnAnHttpPort) {
  std::promise<std::string> error;
  const auto log = [&](const AccessRecord& record) {
    error.set_value(std::string(record.error_code));
  };
  RunningServer running(http::Scheme::http, {}, log);
  Client client = running.connect();
  // The start of a hello, which holds neither the end of a line nor that of a head.
  const Reply reply = client.exchange(std::string_view("\x16\x03\x01\x02\x00\x01\x00\x01", 8));
  // An answer in HTTP tells Go's clients that they should speak HTTP (docker's "insecure
  // registry").
  EXPECT_EQ(reply.status, 400U);
  EXPECT_EQ(error.get_future().get(), "TlsHandshakeOnHttpPort");
}

TEST_P(ServerTest, SharesItsPortWithNoOtherServer) {
  RunningServer running(GetParam());
  ServerConfig config;
  config.port = running.server.port();
  EXPECT_THROW(RunningServer(GetParam(), config), CannotListen);
}

TEST_P(ServerTest, ServesAtEveryAddressOfBothFamilies) {
  ServerConfig config;
  config.address = "*";
  RunningServer running(GetParam(), config);
  EXPECT_EQ(running.server.address(), "*:" + std::to_string(running.server.port()));
  EXPECT_EQ(running.connect().exchange(get("/hello")).status, 200U);  // at 127.0.0.1
}

TEST(Server, NamesTheConfiguredAddressWhereItCannotListen) {
  ServerConfig config;
  RunningServer first(http::Scheme::http);
  config.port = first.server.port();
  try {
    const RunningServer second(http::Scheme::http, config);
    FAIL() << "two servers have one port";
  } catch (const CannotListen& failure) {
    EXPECT_EQ(failure.code(), std::errc::address_in_use);
    EXPECT_EQ(failure.address(), "127.0.0.1:" + std::to_string(config.port));
  }
}

}  // namespace
}  // namespace berth::net
