#include "aws/protocol/service_error.h"

#include <gtest/gtest.h>

namespace berth::aws {
namespace {

TEST(ServiceError, IsNamedInTheBodyAndInTheHeader) {
  const http::Response response = to_response(ServiceError{{"BrokenException", 500}, "it is"});
  EXPECT_EQ(response.status, 500U);
  EXPECT_EQ(response.error_code, "BrokenException");
  EXPECT_EQ(http::text_of(response), R"({"__type":"BrokenException","message":"it is"})");
  EXPECT_EQ(response.fields.find("Content-Type"), "application/x-amz-json-1.1");
  EXPECT_EQ(response.fields.find("x-amzn-ErrorType"), "BrokenException");
}

TEST(ServiceError, MayHaveMoreMembers) {
  const ServiceError error{
      .type = {"PartException"}, .message = "m", .write_more = [](json::Writer& writer) {
        writer.key("part");
        writer.number(std::uint64_t{7});
      }};
  EXPECT_EQ(to_response(error).status, 400U);
  EXPECT_EQ(http::text_of(to_response(error)),
            R"({"__type":"PartException","message":"m","part":7})");
}

TEST(ServiceError, HasTheStatusOfARefusalByHttp) {
  const auto type = [](unsigned status) {
    const http::Response response = to_response(http::Refusal{.status = status, .reason = "why"});
    EXPECT_EQ(response.status, status);
    return std::string(response.error_code);
  };
  EXPECT_EQ(type(408), "RequestTimeoutException");
  EXPECT_EQ(type(413), "RequestEntityTooLargeException");
  EXPECT_EQ(type(429), "ThrottlingException");
  EXPECT_EQ(type(431), "MalformedHttpRequestException");
  EXPECT_EQ(type(503), "ServiceUnavailable");
}

}  // namespace
}  // namespace berth::aws
