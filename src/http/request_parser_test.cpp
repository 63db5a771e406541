#include "http/request_parser.h"

#include <gtest/gtest.h>

#include <string>

namespace berth::http {
namespace {

using namespace std::string_literals;

ParsedHead parse(const std::string& input) {
  RequestHead head;
  return parse_head(input, head);
}

unsigned status_of(const std::string& input) {
  const ParsedHead parsed = parse(input);
  return parsed.state == HeadState::bad ? parsed.status : 0;
}

TEST(RequestParser, ReadsOneHeadAndLeavesTheRest) {
  const std::string input = "GET /a%20b?n=1&x HTTP/1.1\r\nHost: h\r\nX-A:  v \r\n\r\nGET /next";
  RequestHead head;
  const ParsedHead parsed = parse_head(input, head);
  ASSERT_EQ(parsed.state, HeadState::complete);
  EXPECT_EQ(input.substr(parsed.size_bytes), "GET /next");
  EXPECT_EQ(head.method, Method::get);
  EXPECT_EQ(head.path, "/a%20b");
  EXPECT_EQ(head.query, "n=1&x");
  EXPECT_EQ(head.field("x-a"), "v");
  EXPECT_EQ(parsed.framing, Framing::none);
  EXPECT_EQ(parsed.keep_alive, KeepAlive::yes);
}

TEST(RequestParser, WaitsForTheWholeHead) {
  const std::string input = "PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\n";
  for (std::size_t i = 1; i < input.size(); ++i) {
    EXPECT_EQ(parse(input.substr(0, i)).state, HeadState::incomplete) << i;
  }
  EXPECT_EQ(parse(input).framing, Framing::sized);
}

TEST(RequestParser, KnowsHowTheBodyIsFramed) {
  EXPECT_EQ(parse("PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n").framing,
            Framing::chunked);
  EXPECT_EQ(parse("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n").framing, Framing::none);
  EXPECT_EQ(parse("PUT / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n")
                .expectation,
            Expectation::continue_100);
}

TEST(RequestParser, ClosesTheConnectionForHttp10AndOnRequest) {
  EXPECT_EQ(parse("GET / HTTP/1.0\r\n\r\n").keep_alive, KeepAlive::no);
  EXPECT_EQ(parse("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n").keep_alive,
            KeepAlive::no);
  EXPECT_EQ(parse("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").keep_alive, KeepAlive::no);
}

TEST(RequestParser, KnowsWhatHttp10DoesNotHave) {
  EXPECT_EQ(status_of("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"), 400U);
  EXPECT_EQ(
      parse("POST / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n").expectation,
      Expectation::none);
}

TEST(RequestParser, LeavesNothingOfAnEarlierRequest) {
  RequestHead head;
  {
    const std::string earlier = "GET /a?b HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\n";
    ASSERT_EQ(parse_head(earlier, head).state, HeadState::complete);
  }
  ASSERT_EQ(parse_head("\x01\r\n\r\n", head).state, HeadState::bad);
  EXPECT_EQ(head.target, "");
  EXPECT_EQ(head.query, "");
  EXPECT_TRUE(head.fields.empty());
  EXPECT_EQ(head.content_length, std::nullopt);
}

TEST(RequestParser, RefusesHeadsThatCouldBeReadInTwoWays) {
  for (const char* fields :
       {"Host: h\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n",
        "Host: h\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n",
        "Host: h\r\nContent-Length: 1\r\nContent-Length: 2\r\n",
        "Host: h\r\nContent-Length: 1\r\nContent-Length: 1\r\n",
        "Host: h\r\nContent-Length: 1, 1\r\n", "Host: h\r\nContent-Length: +1\r\n",
        "Host: h\r\nContent-Length: -1\r\n", "Host: h\r\nContent-Length: 0x1\r\n",
        "Host: h\r\nContent-Length: 99999999999999999999\r\n",
        "Host: h\r\nTransfer-Encoding: identity\r\n",
        "Host: h\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "Host : h\r\n",
        "Host: h\r\nA: b\r\n c\r\n", "Host: h\r\nA: b\rc\r\n", "Host: h\nA: b\n",
        "Host: a\r\nHost: b\r\n", "", "Host: h\r\nA\x01: b\r\n"}) {
    EXPECT_EQ(status_of(std::string("POST / HTTP/1.1\r\n") + fields + "\r\n"), 400U) << fields;
  }
  EXPECT_EQ(status_of("GET / HTTP/1.1\r\nHost: h\r\nA: b\0c\r\n\r\n"s), 400U);
}

TEST(RequestParser, RefusesValuesThatBeginOnAnotherLine) {
  for (const char* fields : {"A:\r\n b\r\n", "A:\r\n \r\n", "A: \t\r\n\t\r\n b\r\n",
                             "Transfer-Encoding:\r\n chunked\r\n"}) {
    EXPECT_EQ(status_of(std::string("POST / HTTP/1.1\r\nHost: h\r\n") + fields + "\r\n"), 400U)
        << fields;
  }
  EXPECT_EQ(status_of("GET / HTTP/1.1\r\nHost: h\r\nA:\r\nB: \t \r\n\r\n"), 0U);
}

TEST(RequestParser, TakesTheHostOutOfATargetInAbsoluteForm) {
  const std::string input = "GET HTTP://H:5000/a?b=/c HTTP/1.1\r\nhost: other\r\n\r\n";
  RequestHead head;
  ASSERT_EQ(parse_head(input, head).state, HeadState::complete);
  EXPECT_EQ(head.field("Host"), "H:5000");
  EXPECT_EQ(head.target, "/a?b=/c");
  EXPECT_EQ(head.path, "/a");
  EXPECT_EQ(head.query, "b=/c");
  ASSERT_EQ(parse_head("GET https://[::1] HTTP/1.0\r\n\r\n", head).state, HeadState::complete);
  EXPECT_EQ(head.target, "/");
}

TEST(RequestParser, RefusesTargetsWithoutAHostOrWithAnotherScheme) {
  for (const char* target : {"http://h@h/", "http:///", "http://", "http://h?a", "http:/h/",
                             "ftp://h/", "h/", "h:443", "*"}) {
    EXPECT_EQ(status_of(std::string("GET ") + target + " HTTP/1.1\r\nHost: h\r\n\r\n"), 400U)
        << target;
  }
}

TEST(RequestParser, RefusesInvalidHosts) {
  for (const char* host : {"a/b", "a b", "a\"b", "u@h", "h:port", "[::1"}) {
    EXPECT_EQ(status_of(std::string("GET / HTTP/1.1\r\nHost: ") + host + "\r\n\r\n"), 400U) << host;
  }
  EXPECT_EQ(status_of("GET / HTTP/1.1\r\nHost:\r\n\r\n"), 0U);
}

TEST(RequestParser, SkipsOneEmptyLineInFront) {
  const std::string input = "\r\nGET /a HTTP/1.1\r\nHost: h\r\n\r\n";
  for (std::size_t i = 0; i < input.size(); ++i) {
    EXPECT_EQ(parse(input.substr(0, i)).state, HeadState::incomplete) << i;
  }
  RequestHead head;
  const ParsedHead parsed = parse_head(input, head);
  ASSERT_EQ(parsed.state, HeadState::complete);
  EXPECT_EQ(parsed.size_bytes, input.size());
  EXPECT_EQ(head.target, "/a");
  EXPECT_EQ(status_of("\r\n" + input), 400U);
  EXPECT_EQ(status_of("\n" + input.substr(2)), 400U);
}

TEST(RequestParser, ImplementsNoCodingButChunked) {
  const auto with = [](const std::string& codings) {
    return status_of("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: " + codings + "\r\n\r\n");
  };
  EXPECT_EQ(with("gzip, chunked"), 501U);
  EXPECT_EQ(with("chunked, gzip"), 400U);
}

TEST(RequestParser, RefusesMalformedRequestLines) {
  EXPECT_EQ(status_of("GET /\xe9 HTTP/1.1\r\nHost: h\r\n\r\n"), 400U);
  EXPECT_EQ(status_of("GET  / HTTP/1.1\r\nHost: h\r\n\r\n"), 400U);
  EXPECT_EQ(status_of("\x16\x03\x01 / HTTP/1.1\r\n\r\n"), 400U);
  EXPECT_NE(status_of("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), 0U);
  EXPECT_NE(status_of("GET / HTTP/3.0\r\nHost: h\r\n\r\n"), 0U);
}

TEST(RequestParser, LimitsEverything) {
  const std::string start = "GET / HTTP/1.1\r\nHost: h\r\n";
  EXPECT_EQ(status_of(start + "A: " + std::string(kMaxHeadBytes, 'a')), 431U);
  std::string fields;
  for (std::size_t i = 0; i < kMaxFields; ++i) fields += "A: b\r\n";
  EXPECT_EQ(status_of(start + fields + "\r\n"), 431U);
}

TEST(RequestParser, TakesATargetUpToTheLimitOfTheHead) {
  const std::string end = " HTTP/1.1\r\nHost: h\r\n\r\n";
  const std::string target = "GET /" + std::string(kMaxHeadBytes - 5 - end.size(), 'a');
  EXPECT_EQ(parse(target + end).state, HeadState::complete);
  const std::string beyond = "GET /" + std::string(kMaxHeadBytes, 'a');
  EXPECT_EQ(parse(beyond.substr(0, kMaxHeadBytes - 1)).state, HeadState::incomplete);
  EXPECT_EQ(status_of(beyond.substr(0, kMaxHeadBytes)), 414U);
  EXPECT_EQ(status_of(beyond + end), 414U);
}

TEST(RequestParser, SaysWhatIsWrong) {
  const auto reason = [](const std::string& input) { return std::string(parse(input).reason); };
  EXPECT_EQ(
      reason("GET / HTTP/1.1\r\nHost: h\r\nRange: a\r\nRange: a\r\n\r\n"),
      "Authorization, Content-Range, Content-Type, If-Range and Range may each be given once");
  EXPECT_EQ(reason("GET / HTTP/1.1\r\n\r\n"),
            "The request must have one Host field, with a host in it");
  EXPECT_EQ(reason("GET / HTTP/2.0\r\nHost: h\r\n\r\n"),
            "The version must be HTTP/1.1 or HTTP/1.0");
  EXPECT_EQ(reason("GET /\xe9 HTTP/1.1\r\nHost: h\r\n\r\n"),
            "The target of the request must be a path, percent-encoded");
  EXPECT_EQ(reason("nonsense\r\n\r\n"), "The head of the request is not one of HTTP/1.1");
  EXPECT_EQ(reason("GET / HTTP/1.1\r\n\r\n"),
            "The request must have one Host field, with a host in it");
}

TEST(RequestParser, RefusesRepeatedFieldsThatMayOccurOnlyOnce) {
  for (const std::string name :
       {"Authorization", "authorization", "Range", "Content-Type", "Content-Range", "If-Range"}) {
    for (const char* second : {"a", "b", ""}) {
      EXPECT_EQ(status_of("PUT / HTTP/1.1\r\nHost: h\r\nRANGE: x\r\nAUTHORIZATION: x\r\n" + name +
                          ": a\r\n" + name + ": " + second + "\r\n\r\n"),
                400U)
          << name;
    }
  }
  EXPECT_EQ(status_of("GET / HTTP/1.1\r\nHost: h\r\nAccept: a\r\nAccept: b\r\nX-Amz-Date: a\r\n"
                      "X-Amz-Date: a\r\nAuthorization: a\r\nRange: b\r\n\r\n"),
            0U);
}

TEST(RequestParser, AcceptsAnAsteriskForTheWholeServer) {
  RequestHead head;
  ASSERT_EQ(parse_head("OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n", head).state, HeadState::complete);
  EXPECT_EQ(head.path, "*");
}

TEST(MadeOutHead, SaysWhomAnUnreadableRequestWasFor) {
  RequestHead head;
  const std::string half = "PUT /v2/a?b=c HTTP/1.1\r\nX-Amz-Target:  A.B \r\nno field\r\nC: d\r\n";
  make_out_head(half, head);
  EXPECT_EQ(head.method, Method::put);
  EXPECT_EQ(head.path, "/v2/a");
  EXPECT_EQ(head.query, "b=c");
  EXPECT_EQ(head.field("x-amz-target"), "A.B");
  EXPECT_EQ(head.field_count("C"), 0U);
  make_out_head("\r\nGET http://h/v2/", head);
  EXPECT_EQ(head.path, "/v2/");
  EXPECT_EQ(head.method_name, "GET");
}

TEST(MadeOutHead, IsEmptyWithoutAReadableRequestLine) {
  RequestHead head;
  for (const char* input : {"", "\r\n", "GET", "nonsense\r\n\r\n", "\x16\x03 /v2/", "get /v2/"}) {
    make_out_head(input, head);
    EXPECT_EQ(head.method_name, "") << input;
    EXPECT_EQ(head.path, "") << input;
  }
}

}  // namespace
}  // namespace berth::http
