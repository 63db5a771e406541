#include "net/response_writer.h"

#include <gtest/gtest.h>

#include "base/test_clocks.h"

namespace berth::net {
namespace {

TEST(ResponseWriter, WritesTheFieldsOfTheHandlerAndItsOwn) {
  const FixedClock clock(from_milliseconds(0));
  StandingFields standing(clock, 0);
  http::RequestHead head;
  head.method = http::Method::get;
  head.request_id = "id";
  http::Response response;
  response.status = 404;
  response.fields.add("A", "b");
  response.body = "gone";
  std::string out = "what was there before";
  const BodyOnWire body = write_head(out, head, response, http::KeepAlive::no, standing);
  EXPECT_EQ(out,
            "HTTP/1.1 404 Not Found\r\nA: b\r\nContent-Length: 4\r\n"
            "Date: Thu, 01 Jan 1970 00:00:00 GMT\r\n"
            "X-Content-Type-Options: nosniff\r\n"
            "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'; sandbox\r\n"
            "x-amzn-RequestId: id\r\n"
            "Connection: close\r\n\r\n");
  EXPECT_EQ(body, BodyOnWire::yes);
}

TEST(ResponseWriter, LeavesAPageItsOwnPolicyAndNoOther) {
  const FixedClock clock(from_milliseconds(0));
  StandingFields standing(clock, /*hsts_max_age_s=*/60);
  http::RequestHead head;
  head.method = http::Method::get;
  http::Response response;
  response.fields.add("Content-Security-Policy", "default-src 'self'");
  response.browser_policy = http::BrowserPolicy::own;
  std::string out;
  write_head(out, head, response, http::KeepAlive::yes, standing);
  EXPECT_TRUE(out.contains("\r\nContent-Security-Policy: default-src 'self'\r\n"));
  EXPECT_FALSE(out.contains("sandbox"));
  EXPECT_TRUE(out.contains("\r\nX-Content-Type-Options: nosniff\r\n"));
  EXPECT_TRUE(out.contains("\r\nStrict-Transport-Security: max-age=60\r\n"));
}

TEST(ResponseWriter, OmitsContentLengthOnlyIfItIsNotDetermined) {
  const FixedClock clock(from_milliseconds(0));
  StandingFields standing(clock, 0);
  http::RequestHead head;
  head.method = http::Method::head;
  http::Response response;
  response.content_length = 5;
  std::string out;
  EXPECT_EQ(write_head(out, head, response, http::KeepAlive::yes, standing), BodyOnWire::no);
  EXPECT_NE(out.find("\r\nContent-Length: 5\r\n"), std::string::npos);
  response.content_length = http::kLengthNotDetermined;
  EXPECT_EQ(write_head(out, head, response, http::KeepAlive::yes, standing), BodyOnWire::no);
  EXPECT_EQ(out.find("Content-Length"), std::string::npos);
}

TEST(ResponseWriter, MakesANewDateEachSecond) {
  FixedClock clock(from_milliseconds(999));
  StandingFields standing(clock, 0);
  EXPECT_TRUE(standing.text().starts_with("Date: Thu, 01 Jan 1970 00:00:00 GMT\r\n"));
  clock.advance(std::chrono::milliseconds(1));
  EXPECT_TRUE(standing.text().starts_with("Date: Thu, 01 Jan 1970 00:00:01 GMT\r\n"));
}

TEST(ResponseWriter, AsksForTlsForTheConfiguredTime) {
  const FixedClock clock(from_milliseconds(0));
  EXPECT_TRUE(StandingFields(clock, 31'536'000)
                  .text()
                  .contains("\r\nStrict-Transport-Security: max-age=31536000\r\n"));
  EXPECT_FALSE(StandingFields(clock, 0).text().contains("Strict-Transport-Security"));
}

}  // namespace
}  // namespace berth::net
