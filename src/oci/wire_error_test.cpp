#include "oci/wire_error.h"

#include <gtest/gtest.h>

#include <array>

#include "oci/messages.h"
#include "registry/values/names.h"
#include "registry/values/test_support.h"

namespace berth::oci {
namespace {

constexpr plane::Origin kOrigin{.scheme = "http", .host = "localhost:5000"};

std::string body_of(const http::Response& response) {
  return std::get<std::string>(response.body);
}

TEST(WireError, WritesErrorsInTheFormatOfOci) {
  const http::Response response = to_response(Error{.code = ErrorCode::image_not_found}, kOrigin);
  EXPECT_EQ(response.status, 404U);
  EXPECT_EQ(response.fields.text(),
            "Docker-Distribution-Api-Version: registry/2.0\r\n"
            "Content-Type: application/json\r\n");
  EXPECT_EQ(body_of(response),
            R"({"errors":[{"code":"MANIFEST_UNKNOWN","message":"Requested image not found"}]})");
}

TEST(WireError, NamesTheMissingRepositoryAsTheRealServiceDoes) {
  EXPECT_EQ(
      to_wire_error(
          Error{.code = ErrorCode::repository_not_found, .registry = "acme", .repository = "app"})
          .message,
      "The repository with name 'app' does not exist in the registry with id 'acme'");
}

TEST(WireError, ChallengesUnknownCallers) {
  const http::Response response = to_response(not_authorized("the token has expired"), kOrigin);
  EXPECT_EQ(response.status, 401U);
  EXPECT_TRUE(response.fields.text().contains("WWW-Authenticate: Bearer realm="));
  EXPECT_EQ(body_of(response), R"({"errors":[{"code":"UNAUTHORIZED",)"
                               R"("message":"Not Authorized: the token has expired"}]})");
}

TEST(WireError, SaysWhenToRetryAnUpload) {
  const http::Response response = to_response(Error{.code = ErrorCode::upload_in_use}, kOrigin);
  EXPECT_EQ(response.status, 409U);
  EXPECT_EQ(response.fields.find("Retry-After"), "5");
}

TEST(WireError, ListsTheMethodsAllowedForABlobThatAnImageNames) {
  const http::Response response = to_response(Error{.code = ErrorCode::blob_referenced}, kOrigin);
  EXPECT_EQ(response.status, 405U);
  EXPECT_EQ(response.error_code, "DENIED");
  EXPECT_EQ(response.fields.find("Allow"), "GET, HEAD");
}

TEST(WireError, SaysWhatIsWrongWithANameAndWhatIsAllowed) {
  const auto said = [](const auto& parsed) {
    const WireError error = to_wire_error(parsed.error());
    return std::string(error.code) + ": " + error.message;
  };
  EXPECT_EQ(said(RepositoryName::parse("a")),
            "NAME_INVALID: the repository name 'a' is too short: it must have 2 to 205 characters");
  EXPECT_EQ(said(RepositoryName::parse("App")),
            "NAME_INVALID: 'App' is not a valid repository name: allowed are lower-case letters "
            "and digits, in parts joined by one of . _ - /");
  EXPECT_EQ(said(RegistryAlias::parse("1a")),
            "NAME_INVALID: '1a' cannot be the alias of a registry, with which a name begins: an "
            "alias has 2 to 50 characters: lower-case letters and digits, a letter first, in parts "
            "joined by one of . _ -");
  EXPECT_EQ(said(TagName::parse("-v1")),
            "TAG_INVALID: '-v1' is not a valid tag: a tag has 1 to 128 letters, digits and "
            "characters of _ . -, and does not begin with . or -");
  EXPECT_EQ(said(Digest::parse("sha256:0")),
            "DIGEST_INVALID: a digest is 'sha256:' and 64, or 'sha512:' and 128, lower-case "
            "hexadecimal digits");
}

TEST(WireError, ShortensALongName) {
  const auto parsed = RepositoryName::parse(std::string(100'000, 'a'));
  EXPECT_LT(to_wire_error(parsed.error()).message.size(), 400U);
}

TEST(WireError, AnswersInUtf8WhateverTheClientSent) {
  const http::Response response =
      to_response(Error{.code = ErrorCode::manifest_invalid,
                        .facts = ManifestFault{.kind = ManifestFaultKind::unsupported_media_type,
                                               .subject = "\xff\""}},
                  kOrigin);
  EXPECT_EQ(body_of(response), R"({"errors":[{"code":"MANIFEST_INVALID",)"
                               R"("message":"media type '?\"' is not supported"}]})");
}

TEST(WireError, HasAStatusACodeAndAMessageForEveryError) {
  for (const Error& sample : sample_errors()) {
    const WireError error = to_wire_error(sample);
    const auto code = std::to_underlying(sample.code);
    EXPECT_GE(error.status, 400U) << code;
    EXPECT_LT(error.status, 500U) << code;
    EXPECT_FALSE(error.code.empty()) << code;
    EXPECT_GT(error.message.size(), 10U) << code;
  }
}

// Names of members and patterns of the ecr-public API mean nothing to the user of a container
// client.
TEST(WireError, SpeaksOfNoMemberOfTheAwsModel) {
  constexpr std::array kForeign{"repositoryName", "registryId",  "imageTag",          "imageDigest",
                                "imageManifest",  "layerDigest", "uploadId",          "PolicyText",
                                "resourceArn",    "logoImage",   "regular expression"};
  std::vector<Error> errors = sample_errors();
  for (const NameKind kind :
       {NameKind::registry_id, NameKind::registry_alias, NameKind::repository, NameKind::tag}) {
    for (const NameFault fault :
         {NameFault::too_short, NameFault::too_long, NameFault::wrong_form, NameFault::reserved}) {
      errors.push_back({.code = ErrorCode::name_invalid,
                        .facts = InvalidName{.name = kind, .fault = fault, .text = "x"}});
    }
  }
  for (const Error& error : errors) {
    for (const std::string_view foreign : kForeign) {
      EXPECT_FALSE(to_wire_error(error).message.contains(foreign)) << to_wire_error(error).message;
    }
  }
}

TEST(WireError, HasAReasonForEveryRefusedLogin) {
  for (unsigned fault = 0; fault <= std::to_underlying(auth::kLastLoginFault); ++fault) {
    const auto reason = messages::reason_of(static_cast<auth::LoginFault>(fault));
    EXPECT_EQ(reason.empty(), fault == std::to_underlying(auth::LoginFault::no_credentials))
        << fault;
  }
}

}  // namespace
}  // namespace berth::oci
