#include <gtest/gtest.h>

#include "aws/protocol/service_error.h"

namespace berth::aws {
namespace {

std::string body_of(const Error& error) {
  return std::get<std::string>(to_response(to_service_error(error)).body);
}

TEST(ErrorTable, DescribesRepositoriesLikeTheRealService) {
  Error error{.registry = "123456789012", .repository = "acme/app"};
  error.code = ErrorCode::repository_not_found;
  EXPECT_EQ(body_of(error),
            R"({"__type":"RepositoryNotFoundException","message":"The repository with name )"
            R"('acme/app' does not exist in the registry with id '123456789012'"})");
  error.code = ErrorCode::repository_already_exists;
  EXPECT_EQ(body_of(error),
            R"({"__type":"RepositoryAlreadyExistsException","message":"The repository with name )"
            R"('acme/app' already exists in the registry with id '123456789012'"})");
  error.code = ErrorCode::repository_not_empty;
  EXPECT_EQ(body_of(error),
            R"({"__type":"RepositoryNotEmptyException","message":"The repository with name )"
            R"('acme/app' in registry with id '123456789012' cannot be deleted because it still )"
            R"(contains images"})");
}

TEST(ErrorTable, DescribesImagesLikeTheRealService) {
  EXPECT_EQ(body_of({.code = ErrorCode::image_not_found,
                     .registry = "123456789012",
                     .repository = "acme",
                     .tag = "t"}),
            R"({"__type":"ImageNotFoundException","message":"The image with imageId )"
            R"({imageDigest:'null', imageTag:'t'} does not exist within the repository with name )"
            R"('acme' in the registry with id '123456789012'"})");
}

TEST(ErrorTable, FillsTheTemplateOfInvalidParameters) {
  EXPECT_EQ(body_of({.code = ErrorCode::invalid_parameter,
                     .subject = "NextToken",
                     .reason = "Invalid next token provided"}),
            R"({"__type":"InvalidParameterException","message":"Invalid parameter at 'NextToken' )"
            R"(failed to satisfy constraint: 'Invalid next token provided'"})");
}

TEST(ErrorTable, NamesTheUploadOfALayerPart) {
  for (const ErrorCode code :
       {ErrorCode::upload_range_invalid, ErrorCode::upload_part_invalid, ErrorCode::size_invalid}) {
    const std::string body = body_of(
        {.code = code, .registry = "123456789012", .repository = "acme/app", .subject = "id"});
    EXPECT_TRUE(body.starts_with(R"({"__type":"InvalidLayerPartException",)")) << body;
    EXPECT_TRUE(body.ends_with(
        R"("registryId":"123456789012","repositoryName":"acme/app","uploadId":"id"})"))
        << body;
  }
}

TEST(ErrorTable, NamesTheErrorInTheHeaderToo) {
  const http::Response response = to_response({WireError::server, "broken"});
  EXPECT_EQ(response.status, 500U);
  const std::string fields(response.fields.text());
  EXPECT_NE(fields.find("Content-Type: application/x-amz-json-1.1\r\n"), std::string::npos);
  EXPECT_NE(fields.find("x-amzn-ErrorType: ServerException\r\n"), std::string::npos);
}

TEST(ErrorTable, AnswersInUtf8WhateverASignatureContains) {
  const auth::SignatureError error{auth::SignatureFault::mismatch, "2026\xff is no date"};
  EXPECT_EQ(std::get<std::string>(to_response(to_service_error(error)).body),
            R"({"__type":"InvalidSignatureException","message":"2026? is no date"})");
}

TEST(ErrorTable, AnswersSignatureFaultsWithTheirOwnExceptions) {
  const auto name = [](auth::SignatureFault fault) {
    return name_of(to_service_error(auth::SignatureError{fault, "text"}).error);
  };
  EXPECT_EQ(name(auth::SignatureFault::missing), "MissingAuthenticationTokenException");
  EXPECT_EQ(name(auth::SignatureFault::incomplete), "IncompleteSignatureException");
  EXPECT_EQ(name(auth::SignatureFault::unknown_key), "UnrecognizedClientException");
  EXPECT_EQ(name(auth::SignatureFault::expired), "InvalidSignatureException");
  EXPECT_EQ(name(auth::SignatureFault::mismatch), "InvalidSignatureException");
}

TEST(ErrorTable, HasAnAnswerForEveryErrorOfTheDomain) {
  for (std::size_t code = 0; code < kErrorCodeCount; ++code) {
    const ServiceError error = to_service_error({.code = static_cast<ErrorCode>(code)});
    EXPECT_FALSE(name_of(error.error).empty());
    EXPECT_EQ(error.error == WireError::server,
              code == std::to_underlying(ErrorCode::upload_in_use))
        << code;
  }
}

}  // namespace
}  // namespace berth::aws
