#include <gtest/gtest.h>

#include "aws/ecr_public/operations/create_repository.h"
#include "aws/ecr_public/operations/describe_images.h"
#include "aws/ecr_public/operations/describe_repositories.h"
#include "aws/protocol/decoder.h"
#include "json/reader.h"

namespace berth::aws {
namespace {

template <Structure T>
std::expected<T, ServiceError> decode(std::string_view json) {
  const auto document = json::parse(json);
  auto decoded = Decoder::decode<T>(document.value().root().if_object().value());
  if (!decoded) return std::unexpected(Refusal(decoded.error()).error);
  return *std::move(decoded);
}

// "" if the request is well-formed.
template <Operation Op>
std::string error_of(std::string_view json) {
  const auto request = decode<typename Op::Request>(json);
  if (request) return "";
  return std::string(request.error().type.name) + ": " + request.error().message;
}

std::string violation(std::string_view member, std::string_view reason) {
  return "InvalidParameterException: Invalid parameter at '" + std::string(member) +
         "' failed to satisfy constraint: '" + std::string(reason) + "'";
}

TEST(Request, NeedsItsRequiredMembers) {
  EXPECT_EQ(error_of<DescribeImages>("{}"), violation("repositoryName", "must not be null"));
  EXPECT_EQ(error_of<DescribeImages>(R"({"repositoryName":null})"),
            violation("repositoryName", "must not be null"));
}

TEST(Request, HasTextsOfTheDeclaredLengthAndPattern) {
  EXPECT_EQ(error_of<DescribeImages>(R"({"repositoryName":"a"})"),
            violation("repositoryName", "must have length greater than or equal to 2"));
  EXPECT_EQ(error_of<DescribeImages>(R"({"repositoryName":")" + std::string(206, 'a') + "\"}"),
            violation("repositoryName", "must have length less than or equal to 205"));
  EXPECT_EQ(error_of<DescribeImages>(R"({"repositoryName":")" + std::string(205, 'a') + "\"}"), "");
  for (const char* name : {"ACME", "../etc", "a/../b", "a%2eb", "a\\u0000b", "a//b", "/a", "a/"}) {
    EXPECT_EQ(error_of<DescribeImages>(R"({"repositoryName":")" + std::string(name) + "\"}"),
              violation("repositoryName",
                        "must satisfy regular expression "
                        "'(?:[a-z0-9]+(?:[._-][a-z0-9]+)*/)*[a-z0-9]+(?:[._-][a-z0-9]+)*'"))
        << name;
  }
  EXPECT_EQ(error_of<DescribeImages>(R"({"repositoryName":"ab","registryId":"12345678901"})"),
            violation("registryId", "must satisfy regular expression '[0-9]{12}'"));
}

TEST(Request, HasNumbersInTheDeclaredRange) {
  const auto error_for = [](std::string_view number) {
    return error_of<DescribeRepositories>(R"({"maxResults":)" + std::string(number) + "}");
  };
  EXPECT_EQ(error_for("1"), "");
  EXPECT_EQ(error_for("1000"), "");
  const std::string too_small =
      violation("maxResults", "Member must have value greater than or equal to 1");
  const std::string too_large =
      violation("maxResults", "Member must have value less than or equal to 1000");
  EXPECT_EQ(error_for("0"), too_small);
  EXPECT_EQ(error_for("-1"), too_small);
  EXPECT_EQ(error_for("-9223372036854775808"), too_small);
  EXPECT_EQ(error_for("1001"), too_large);
  EXPECT_EQ(error_for("2147483648"), too_large);
  EXPECT_EQ(error_for("18446744073709551615"), too_large);
  EXPECT_EQ(error_for("-9223372036854775809"), too_small);
  EXPECT_EQ(error_for("1e999"), too_large);
}

TEST(Request, HasListsOfTheDeclaredLengthAndElements) {
  EXPECT_EQ(error_of<DescribeRepositories>(R"({"repositoryNames":[]})"),
            violation("repositoryNames", "Member must have length greater than or equal to 1"));
  std::string many = R"({"repositoryNames":["ab")";
  for (int i = 0; i < 100; ++i) many += ",\"ab\"";
  EXPECT_EQ(error_of<DescribeRepositories>(many + "]}"),
            violation("repositoryNames", "Member must have length less than or equal to 100"));
  EXPECT_EQ(error_of<DescribeRepositories>(R"({"repositoryNames":["ab","x"]})"),
            violation("repositoryNames",
                      "Member must satisfy constraint: [Member must have length greater than or "
                      "equal to 2]"));
  EXPECT_EQ(error_of<DescribeImages>(R"({"repositoryName":"ab","imageIds":[{"imageTag":""}]})"),
            violation("imageIds.imageTag",
                      "Member must satisfy constraint: [Member must have length greater than or "
                      "equal to 1]"));
}

TEST(Request, IsMeasuredInCharactersOfTextsAndBytesOfBlobs) {
  std::string text;
  for (int i = 0; i < 1024; ++i) text += "\xc3\xa9";
  const auto with_description = [](const std::string& description) {
    return R"({"repositoryName":"ab","catalogData":{"description":")" + description + "\"}}";
  };
  EXPECT_EQ(error_of<CreateRepository>(with_description(text)), "");
  EXPECT_EQ(error_of<CreateRepository>(with_description(text + "e")),
            violation("catalogData.description", "must have length less than or equal to 1024"));
  const auto request = decode<CreateRepository::Request>(
      R"({"repositoryName":"ab","catalogData":{"logoImageBlob":"aGk="}})");
  ASSERT_TRUE(request);
  EXPECT_EQ(request->catalog_data->logo_image_blob, "hi");
  EXPECT_EQ(
      error_of<CreateRepository>(R"({"repositoryName":"ab","catalogData":{"logoImageBlob":"!"}})"),
      "SerializationException: STRING_VALUE can not be converted to a Blob");
}

TEST(Request, IsRefusedForAWrongTypeBeforeAnythingElse) {
  const std::string prefix = "SerializationException: ";
  EXPECT_EQ(error_of<DescribeImages>(R"({"repositoryName":1})"),
            prefix + "NUMBER_VALUE can not be converted to a String");
  EXPECT_EQ(error_of<DescribeImages>(R"({"repositoryName":["ab"]})"),
            prefix + "START_ARRAY can not be converted to a String");
  EXPECT_EQ(error_of<DescribeImages>(R"({"maxResults":"7"})"),
            prefix + "STRING_VALUE can not be converted to a Integer");
  EXPECT_EQ(error_of<DescribeImages>(R"({"maxResults":7.5})"),
            prefix + "NUMBER_VALUE can not be converted to a Integer");
  EXPECT_EQ(error_of<DescribeImages>(R"({"imageIds":{}})"),
            prefix + "START_OBJECT can not be converted to a list");
  EXPECT_EQ(error_of<DescribeImages>(R"({"imageIds":[true]})"),
            prefix + "TRUE_VALUE can not be converted to a structure");
  EXPECT_EQ(error_of<DescribeImages>(R"({"imageIds":[null]})"),
            prefix + "NULL_VALUE can not be converted to a structure");
}

}  // namespace
}  // namespace berth::aws
