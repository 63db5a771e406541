#include <gtest/gtest.h>

#include "oci/wire_error.h"

namespace berth::oci {
namespace {

constexpr plane::Origin kOrigin{.scheme = "http", .host = "localhost:5000"};

std::string body_of(const http::Response& response) {
  return std::get<std::string>(response.body);
}

TEST(ErrorTable, WritesErrorsInTheFormatOfOci) {
  const http::Response response = to_response({.code = ErrorCode::image_not_found}, kOrigin);
  EXPECT_EQ(response.status, 404U);
  EXPECT_EQ(response.fields.text(),
            "Docker-Distribution-Api-Version: registry/2.0\r\n"
            "Content-Type: application/json\r\n");
  EXPECT_EQ(body_of(response),
            R"({"errors":[{"code":"MANIFEST_UNKNOWN","message":"Requested image not found"}]})");
}

TEST(ErrorTable, NamesTheMissingRepositoryAsTheRealServiceDoes) {
  EXPECT_EQ(to_wire_error(
                {.code = ErrorCode::repository_not_found, .registry = "acme", .repository = "app"})
                .message,
            "The repository with name 'app' does not exist in the registry with id 'acme'");
}

TEST(ErrorTable, ChallengesUnknownCallers) {
  const http::Response response =
      to_response({.code = ErrorCode::unauthenticated, .reason = "the token has expired"}, kOrigin);
  EXPECT_EQ(response.status, 401U);
  EXPECT_TRUE(response.fields.text().contains("WWW-Authenticate: Bearer realm="));
  EXPECT_EQ(body_of(response), R"({"errors":[{"code":"UNAUTHORIZED",)"
                               R"("message":"Not Authorized: the token has expired"}]})");
}

TEST(ErrorTable, SaysWhenToRetryAnUpload) {
  const http::Response response = to_response({.code = ErrorCode::upload_in_use}, kOrigin);
  EXPECT_EQ(response.status, 409U);
  EXPECT_EQ(response.fields.find("Retry-After"), "5");
}

TEST(ErrorTable, ListsTheMethodsAllowedForABlobThatAnImageNames) {
  const http::Response response = to_response({.code = ErrorCode::blob_referenced}, kOrigin);
  EXPECT_EQ(response.status, 405U);
  EXPECT_EQ(response.error_code, "DENIED");
  EXPECT_EQ(response.fields.find("Allow"), "GET, HEAD");
}

TEST(ErrorTable, HasACodeForEachInvalidParameter) {
  const auto code_of = [](std::string_view parameter) {
    return to_wire_error({.code = ErrorCode::invalid_parameter, .subject = std::string(parameter)})
        .code;
  };
  EXPECT_EQ(code_of("repositoryName"), "NAME_INVALID");
  EXPECT_EQ(code_of("imageTag"), "TAG_INVALID");
  EXPECT_EQ(code_of("n"), "PAGINATION_NUMBER_INVALID");
}

TEST(ErrorTable, AnswersInUtf8WhateverTheClientSent) {
  const http::Response response =
      to_response({.code = ErrorCode::manifest_invalid, .reason = "media type '\xff\"'"}, kOrigin);
  EXPECT_EQ(body_of(response),
            R"({"errors":[{"code":"MANIFEST_INVALID","message":"media type '?\"'"}]})");
}

TEST(ErrorTable, HasAStatusAndACodeForEveryError) {
  for (std::size_t code = 0; code < kErrorCodeCount; ++code) {
    const WireError error =
        to_wire_error({.code = static_cast<ErrorCode>(code), .reason = "because"});
    EXPECT_GE(error.status, 400U) << code;
    EXPECT_LT(error.status, 500U) << code;
    EXPECT_FALSE(error.code.empty()) << code;
    EXPECT_FALSE(error.message.empty()) << code;
  }
}

}  // namespace
}  // namespace berth::oci
