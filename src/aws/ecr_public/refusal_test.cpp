#include "aws/ecr_public/refusal.h"

#include <gtest/gtest.h>

#include "aws/ecr_public/messages.h"
#include "registry/values/names.h"
#include "registry/values/test_support.h"

namespace berth::aws {
namespace {

std::string body_of(const Error& error) {
  return std::get<std::string>(to_response(Refusal(error).error).body);
}

TEST(Refusal, DescribesRepositoriesLikeTheRealService) {
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

TEST(Refusal, DescribesImagesLikeTheRealService) {
  EXPECT_EQ(body_of({.code = ErrorCode::image_not_found,
                     .registry = "123456789012",
                     .repository = "acme",
                     .tag = "t"}),
            R"({"__type":"ImageNotFoundException","message":"The image with imageId )"
            R"({imageDigest:'null', imageTag:'t'} does not exist within the repository with name )"
            R"('acme' in the registry with id '123456789012'"})");
}

TEST(Refusal, FillsTheTemplateOfInvalidParameters) {
  EXPECT_EQ(
      std::get<std::string>(
          to_response(invalid_parameter("NextToken", messages::kInvalidNextToken).error().error)
              .body),
      R"({"__type":"InvalidParameterException","message":"Invalid parameter at 'NextToken' )"
      R"(failed to satisfy constraint: 'Invalid next token provided'"})");
}

std::string message_of(const Error& error) {
  return Refusal(error).error.message;
}

TEST(Refusal, NamesTheConstraintOfAnInvalidName) {
  const auto constraint = [](const auto& parsed) { return message_of(parsed.error()); };
  EXPECT_EQ(constraint(RepositoryName::parse("a")),
            "Invalid parameter at 'repositoryName' failed to satisfy constraint: 'must have length "
            "greater than or equal to 2'");
  EXPECT_EQ(constraint(RepositoryName::parse(std::string(206, 'a'))),
            "Invalid parameter at 'repositoryName' failed to satisfy constraint: 'must have length "
            "less than or equal to 205'");
  EXPECT_EQ(constraint(RepositoryName::parse("App")),
            "Invalid parameter at 'repositoryName' failed to satisfy constraint: 'must satisfy "
            "regular expression '(?:[a-z0-9]+(?:[._-][a-z0-9]+)*/)*[a-z0-9]+(?:[._-][a-z0-9]+)*''");
  EXPECT_EQ(constraint(RegistryId::parse("1")),
            "Invalid parameter at 'registryId' failed to satisfy constraint: 'must satisfy regular "
            "expression '[0-9]{12}''");
  EXPECT_EQ(constraint(TagName::parse(std::string(129, 'a'))),
            "Invalid parameter at 'imageTag' failed to satisfy constraint: 'must satisfy regular "
            "expression '[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}''");
  EXPECT_EQ(
      constraint(Digest::parse("x")),
      "Invalid parameter at 'imageDigest' failed to satisfy constraint: 'must satisfy regular "
      "expression '[a-zA-Z0-9-_+.]+:[a-fA-F0-9]+''");
}

TEST(Refusal, NamesTheUploadOfALayerPart) {
  const std::string body = body_of({.code = ErrorCode::upload_part_invalid,
                                    .registry = "123456789012",
                                    .repository = "acme/app",
                                    .subject = "id",
                                    .facts = InvalidPart{.received_bytes = 5}});
  EXPECT_EQ(body,
            R"({"__type":"InvalidLayerPartException","message":"The part must begin at byte 5",)"
            R"("registryId":"123456789012","repositoryName":"acme/app","uploadId":"id",)"
            R"("lastValidByteReceived":4})");
}

TEST(Refusal, GivesTheRealServicesWordsForPoliciesThatItRefusesToo) {
  const auto message = [](auth::PolicyFault fault) {
    return Refusal(auth::PolicyError{.fault = fault, .reason = "x is not supported"}).error.message;
  };
  constexpr std::string_view kStart =
      "Invalid parameter at 'PolicyText' failed to satisfy constraint: '";
  EXPECT_EQ(message(auth::PolicyFault::invalid),
            std::string(kStart) + "Invalid repository policy provided'");
  EXPECT_EQ(message(auth::PolicyFault::unknown_principal),
            std::string(kStart) + "Principal not found'");
  EXPECT_EQ(message(auth::PolicyFault::unsupported), std::string(kStart) + "x is not supported'");
}

TEST(Refusal, NamesTheErrorInTheHeaderToo) {
  const http::Response response = to_response({exceptions::server, "broken"});
  EXPECT_EQ(response.status, 500U);
  const std::string fields(response.fields.text());
  EXPECT_NE(fields.find("Content-Type: application/x-amz-json-1.1\r\n"), std::string::npos);
  EXPECT_NE(fields.find("x-amzn-ErrorType: ServerException\r\n"), std::string::npos);
}

TEST(Refusal, AnswersInUtf8WhateverASignatureContains) {
  const auth::SignatureError error{.flaw = auth::SignatureFlaw::unsigned_header,
                                   .subject = "x-amz-\xff"};
  EXPECT_EQ(std::get<std::string>(to_response(Refusal(error).error).body),
            R"({"__type":"InvalidSignatureException","message":"'x-amz-?' must be a )"
            R"('SignedHeader' in the AWS Authorization."})");
}

TEST(Refusal, AnswersSignatureFaultsWithTheirOwnExceptions) {
  using enum auth::SignatureFlaw;
  const auto name = [](auth::SignatureFlaw flaw) {
    return Refusal(auth::SignatureError{.flaw = flaw}).error.type.name;
  };
  EXPECT_EQ(name(no_authorization), "MissingAuthenticationTokenException");
  EXPECT_EQ(name(malformed_credential), "IncompleteSignatureException");
  EXPECT_EQ(name(unknown_key), "UnrecognizedClientException");
  EXPECT_EQ(name(expired), "InvalidSignatureException");
  EXPECT_EQ(name(wrong_signature), "InvalidSignatureException");
}

TEST(Refusal, HasAnExceptionAndAMessageForEveryErrorOfTheDomain) {
  for (const Error& sample : sample_errors()) {
    const ServiceError error = Refusal(sample).error;
    const auto code = std::to_underlying(sample.code);
    EXPECT_FALSE(error.type.name.empty()) << code;
    EXPECT_GT(error.message.size(), 10U) << code;
    EXPECT_EQ(error.type == exceptions::server, sample.code == ErrorCode::upload_in_use) << code;
  }
}

}  // namespace
}  // namespace berth::aws
