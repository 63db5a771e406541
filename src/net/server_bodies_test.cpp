// Bodies of requests: taken in, refused, and answered before they are whole.
#include <gtest/gtest.h>

#include "net/test_support.h"

namespace berth::net {
namespace {

class ServerBodies : public OverBothSchemes {};
INSTANTIATE_TEST_SUITE_P(Over, ServerBodies, testing::ValuesIn(kBothSchemes), scheme_name);

TEST_P(ServerBodies, AsksForABodyOnlyWhenItIsWanted) {
  RunningServer running(GetParam());
  const std::string fields = " HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: ";
  for (const char* target : {"/echo", "/stream"}) {
    Client client = running.connect();
    EXPECT_EQ(client.exchange("PUT " + std::string(target) + fields + "3\r\n\r\n").status, 100U);
    EXPECT_EQ(client.exchange("abc").status / 100, 2U);
    EXPECT_EQ(client.exchange(get("/hello")).status, 200U);
  }
  Client large = running.connect();
  EXPECT_EQ(large.exchange("PUT /echo" + fields + "1048577\r\n\r\n").status, 413U);
  Client refused = running.connect();
  EXPECT_EQ(refused.exchange("PUT /stream/refused" + fields + "3\r\n\r\n").status, 403U);
}

TEST_P(ServerBodies, TakesAWholeBodyUpToItsLimit) {
  RunningServer running(GetParam());
  const std::string most = pattern(0, TestHandler::kEchoLimitBytes);
  Client client = running.connect();
  EXPECT_TRUE(client.exchange(put("/echo", most)).body == most);
  EXPECT_TRUE(client.exchange(put_chunked("/echo", "100000\r\n" + most + "\r\n0\r\n\r\n")).body ==
              most);
  Client sized = running.connect();
  EXPECT_EQ(sized.exchange(put("/echo", most + "x")).status, 413U);
  EXPECT_TRUE(sized.is_closed_by_server());
  Client chunked = running.connect();
  EXPECT_EQ(chunked.exchange(put_chunked("/echo", "100001\r\n" + most + "x\r\n0\r\n\r\n")).status,
            413U);
  EXPECT_TRUE(chunked.is_closed_by_server());
}

TEST_P(ServerBodies, StreamsABodyOfManyChunksToItsSink) {
  RunningServer running(GetParam());
  const std::string content = pattern(0, 3'000'001);
  Client client = running.connect();
  EXPECT_EQ(client.exchange(put("/stream", content)).status, 201U);
  Upload upload = running.handler.wait_for_upload();
  EXPECT_TRUE(upload.finished);
  EXPECT_TRUE(upload.content == content);

  std::string chunks;
  for (std::size_t at = 0; at < content.size(); at += 70'000) {
    const std::string chunk = content.substr(at, 70'000);
    char size[20];
    std::snprintf(size, sizeof(size), "%zx\r\n", chunk.size());
    chunks += size + chunk + "\r\n";
  }
  EXPECT_EQ(client.exchange(put_chunked("/stream", chunks + "0\r\n\r\n")).status, 201U);
  upload = running.handler.wait_for_upload();
  EXPECT_TRUE(upload.finished);
  EXPECT_TRUE(upload.content == content);

  EXPECT_EQ(client.exchange(put("/stream", "")).status, 201U);
  EXPECT_TRUE(running.handler.wait_for_upload().finished);
}

TEST_P(ServerBodies, EndsTheSinkOfABodyThatStopsHalfway) {
  RunningServer running(GetParam());
  for (const std::size_t sent_bytes : {std::size_t{0}, std::size_t{100}, std::size_t{600'000}}) {
    Client client = running.connect();
    client.send("PUT /stream HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000\r\n\r\n");
    client.send(pattern(0, sent_bytes));
    client.end_sending();
    const Upload upload = running.handler.wait_for_upload();
    EXPECT_FALSE(upload.finished) << sent_bytes;
    EXPECT_TRUE(upload.content == pattern(0, sent_bytes)) << sent_bytes;
    EXPECT_TRUE(client.is_closed_by_server());
  }
  Client client = running.connect();
  EXPECT_EQ(client.exchange(get("/hello")).status, 200U);  // any handshake is done
  client.send(put_chunked("/stream", "5\r\nabcde\r\n"));
  client.reset();
  EXPECT_FALSE(running.handler.wait_for_upload().finished);
}

TEST_P(ServerBodies, RefusesAMalformedChunkedBody) {
  RunningServer running(GetParam());
  Client streamed = running.connect();
  EXPECT_EQ(streamed.exchange(put_chunked("/stream", "5\r\nabcde\r\nxyz\r\n")).status, 400U);
  EXPECT_FALSE(running.handler.wait_for_upload().finished);
  Client whole = running.connect();
  EXPECT_EQ(whole.exchange(put_chunked("/echo", "5\r\nabcdefg\r\n")).status, 400U);
  EXPECT_TRUE(whole.is_closed_by_server());
}

TEST_P(ServerBodies, SendsAnEarlyAnswerToAPeerThatIsStillSending) {
  RunningServer running(GetParam());
  for (const char* target : {"/stream/early", "/stream/throw", "/stream/refused"}) {
    Client client = running.connect();
    const Reply reply = client.exchange(put(target, pattern(0, 2'000'000)));
    EXPECT_GE(reply.status, 400U) << target;
    EXPECT_TRUE(reply.has("Connection: close"));
    EXPECT_TRUE(client.is_closed_by_server());
  }
}

// Like nginx, which looks at the answer only when it has sent everything it was given.
TEST_P(ServerBodies, SendsAnEarlyAnswerToAPeerThatSendsAllOfALargeBodyFirst) {
  RunningServer running(GetParam());
  const std::string large(std::size_t{40} * 1024 * 1024, 'x');
  for (int i = 0; i < 3; ++i) {
    Client refused = running.connect();
    refused.send(put("/stream/refused", large));
    EXPECT_EQ(refused.read().status, 403U);
    Client too_large = running.connect();
    too_large.send(put("/echo", large));
    EXPECT_EQ(too_large.read().status, 413U);
  }
}

TEST_P(ServerBodies, ClosesTheConnectionOfAPeerThatSendsForEverAfterAnEarlyAnswer) {
  ServerConfig config;
  config.linger_ms = 1;
  RunningServer running(GetParam(), config);
  Client client = running.connect();
  client.send("PUT /stream/refused HTTP/1.1\r\nHost: h\r\nContent-Length: 999999999999\r\n\r\n");
  const std::string more(std::size_t{1024} * 1024, 'x');
  while (client.send(more) == Client::Sent::all) continue;  // until the connection is reset
}

TEST_P(ServerBodies, ClosesTheConnectionOfAPeerThatIsSilentAfterAnEarlyAnswer) {
  ServerConfig config;
  config.linger_stall_timeout_ms = 1;
  RunningServer running(GetParam(), config);
  Client client = running.connect();
  client.send("PUT /stream/refused HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\n");
  EXPECT_TRUE(client.is_closed_by_server());
}

TEST_P(ServerBodies, SendsAnEarlyAnswerToAPeerThatHasPaused) {
  RunningServer running(GetParam());
  Client client = running.connect();
  client.send("PUT /stream/early HTTP/1.1\r\nHost: h\r\nContent-Length: 10000000\r\n\r\n");
  client.send(pattern(0, 300'000));
  EXPECT_EQ(client.read().status, 409U);
  EXPECT_FALSE(running.handler.wait_for_upload().finished);
}

TEST_P(ServerBodies, GoesOnAfterAnEarlyAnswerToACompleteBody) {
  RunningServer running(GetParam());
  Client client = running.connect();
  EXPECT_EQ(client.exchange(put("/stream/early", "abc")).status, 409U);
  EXPECT_EQ(client.exchange(put("/stream/throw", "abc")).status, 500U);
  EXPECT_EQ(client.exchange(get("/hello")).status, 200U);
}

TEST_P(ServerBodies, GoesOnAfterRefusingABodyThatHasArrived) {
  RunningServer running(GetParam());
  Client client = running.connect();
  client.send(put("/stream/refused", "abc") + get("/hello"));
  EXPECT_EQ(client.read().status, 403U);
  EXPECT_EQ(client.read().status, 200U);
}

}  // namespace
}  // namespace berth::net
