#include "plane/messages.h"

#include <gtest/gtest.h>

namespace berth::plane {
namespace {

std::string said(ManifestFaultKind kind, std::string subject = {}, std::string expected = {}) {
  return message_of(ManifestFault{
      .kind = kind, .subject = std::move(subject), .actual = {}, .expected = std::move(expected)});
}

TEST(Messages, SayWhatIsWrongWithAManifest) {
  using enum ManifestFaultKind;
  EXPECT_EQ(said(not_json, "syntax error"), "not JSON: syntax error");
  EXPECT_EQ(said(repeated_member, "size"), "the member 'size' occurs twice");
  EXPECT_EQ(said(repeated_member), "a member occurs twice");
  EXPECT_EQ(said(ambiguous_member, "Size", "size"),
            "the member 'Size' is not 'size', and some clients take it for that");
  EXPECT_EQ(said(unsupported_media_type, "text/plain"), "media type 'text/plain' is not supported");
  EXPECT_EQ(said(declared_other_media_type, "a/b", "c/d"),
            "mediaType 'a/b' is not what it was pushed as, 'c/d'");
  EXPECT_EQ(said(structured_as_other_media_type, "a/b", "c/d"),
            "without mediaType it is 'a/b' by its structure, not what it was pushed as, 'c/d'");
  EXPECT_EQ(said(too_long, "mediaType", "255"), "mediaType is longer than 255 bytes");
  EXPECT_EQ(said(descriptor_with_invalid_digest, "sha256:x"),
            "a descriptor's digest 'sha256:x' is not valid");
  EXPECT_EQ(said(two_sizes, "sha256:0"), "sha256:0 is there with two sizes");
}

TEST(Messages, SayHowAStoredManifestDiffersFromWhatIsSaidOfIt) {
  ManifestFault fault{
      .kind = ManifestFaultKind::other_size, .subject = "sha256:0", .actual = "5", .expected = "6"};
  EXPECT_EQ(message_of(fault), "the size of sha256:0 is 5, not 6");
  fault.index = "sha256:1";
  EXPECT_EQ(message_of(fault), "the size of sha256:0 is 5, not 6, as the index sha256:1 lists it");
  fault = {.kind = ManifestFaultKind::other_media_type,
           .subject = "sha256:0",
           .actual = "a/b",
           .expected = "c/d"};
  EXPECT_EQ(message_of(fault), "the mediaType of sha256:0 is 'a/b', not 'c/d'");
}

TEST(Messages, HaveASentenceForEveryFaultOfAManifest) {
  const auto last = std::to_underlying(ManifestFaultKind::other_media_type);
  for (unsigned kind = 0; kind <= last; ++kind) {
    EXPECT_GT(said(static_cast<ManifestFaultKind>(kind)).size(), 9U) << kind;
  }
}

TEST(Messages, SayWhyACallerMayNotDoSomethingAsTheRealServiceDoes) {
  Denial denial{.user = "arn:u", .action = "ecr-public:PutImage", .resource = "arn:r"};
  const std::string start =
      "User: arn:u is not authorized to perform: ecr-public:PutImage on "
      "resource: arn:r ";
  EXPECT_EQ(message_of(denial), start +
                                    "because no identity-based policy allows the "
                                    "ecr-public:PutImage action");
  denial.reason = DenialReason::no_resource_policy_allows;
  EXPECT_EQ(message_of(denial), start +
                                    "because no resource-based policy allows the "
                                    "ecr-public:PutImage action");
  denial.reason = DenialReason::identity_policy_denies;
  EXPECT_EQ(message_of(denial), start + "with an explicit deny in an identity-based policy");
  denial.reason = DenialReason::resource_policy_denies;
  EXPECT_EQ(message_of(denial), start + "with an explicit deny in a resource-based policy");
}

TEST(Messages, SayWhyASignatureIsRefusedAsTheRealServiceDoes) {
  using enum auth::SignatureFlaw;
  const auto said_of = [](auth::SignatureFlaw flaw, std::string subject = {}) {
    Timestamp now;
    EXPECT_TRUE(parse_basic_iso8601("20260102T031906Z", now));
    return message_of(auth::SignatureError{
        .flaw = flaw, .subject = std::move(subject), .timestamp = "20260102T030405Z", .now = now});
  };
  EXPECT_EQ(said_of(no_authorization), "Missing Authentication Token");
  EXPECT_EQ(said_of(no_signed_headers), "Authorization header requires 'SignedHeaders' parameter.");
  EXPECT_EQ(said_of(unknown_key), "The security token included in the request is invalid.");
  EXPECT_EQ(said_of(expired),
            "Signature expired: 20260102T030405Z is now earlier than 20260102T030406Z "
            "(20260102T031906Z - 15 min.)");
  EXPECT_EQ(said_of(not_yet_current),
            "Signature not yet current: 20260102T030405Z is still later than 20260102T033406Z "
            "(20260102T031906Z + 15 min.)");
  EXPECT_EQ(said_of(unsigned_host),
            "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
  EXPECT_EQ(said_of(unsigned_header, "X-Amz-Date"),
            "'X-Amz-Date' must be a 'SignedHeader' in the AWS Authorization.");
  EXPECT_EQ(said_of(other_service, "s3"), "Credential should be scoped to correct service: 's3'. ");
  EXPECT_EQ(said_of(other_day, "20260103"),
            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from "
            "HTTP: '20260103' != '20260102', from '20260102T030405Z'.");
  EXPECT_EQ(said_of(wrong_signature),
            "The request signature we calculated does not match the signature you provided. Check "
            "your AWS Secret Access Key and signing method. Consult the service documentation for "
            "details.");
}

TEST(Messages, HaveASentenceForEveryFlawOfASignature) {
  const auto last = std::to_underlying(auth::kLastSignatureFlaw);
  for (unsigned flaw = 0; flaw <= last; ++flaw) {
    EXPECT_GT(
        message_of(auth::SignatureError{.flaw = static_cast<auth::SignatureFlaw>(flaw)}).size(),
        20U)
        << flaw;
  }
}

TEST(Messages, NameTheQuotaThatIsUsedUp) {
  const auto said_of = [](Quota quota) {
    return quota_message({.code = ErrorCode::limit_exceeded,
                          .registry = "123456789012",
                          .repository = "web",
                          .tag = "v3",
                          .subject = "id",
                          .facts = UsedQuota{.quota = quota, .limit = 2, .used = 1, .more = 5}});
  };
  EXPECT_EQ(said_of(Quota::repositories),
            "The registry with id '123456789012' already has the maximum allowed number of "
            "repositories which is '2'");
  EXPECT_EQ(said_of(Quota::images),
            "The repository with name 'web' in registry with id '123456789012' already has the "
            "maximum allowed number of images which is '2'");
  EXPECT_EQ(said_of(Quota::tags_per_image),
            "Adding tag 'v3' to an image in the repository with name 'web' in registry with id "
            "'123456789012' exceeds the maximum allowed number of tags per image which is '2'");
  EXPECT_EQ(said_of(Quota::layer_size),
            "The upload with id 'id' exceeds the maximum allowed layer size which is '2'");
  EXPECT_EQ(said_of(Quota::layer_parts),
            "The upload with id 'id' exceeds the maximum allowed number of layer parts which is "
            "'2'");
  EXPECT_EQ(said_of(Quota::uploads_per_access_key),
            "The access key already has the maximum allowed number of unfinished uploads which is "
            "'2'");
  EXPECT_EQ(said_of(Quota::uploads_per_repository),
            "The repository already has the maximum allowed number of unfinished uploads which is "
            "'2'");
  EXPECT_EQ(said_of(Quota::uploads_per_registry),
            "The registry already has the maximum allowed number of unfinished uploads which is "
            "'2'");
  EXPECT_EQ(said_of(Quota::upload_bytes_per_registry),
            "The unfinished uploads of the registry would exceed the maximum allowed size which is "
            "'2' bytes");
  EXPECT_EQ(said_of(Quota::storage_per_repository),
            "The repository with name 'web' in registry with id '123456789012' holds 1 bytes, and 5"
            " more would exceed the maximum allowed storage which is '2' bytes");
  EXPECT_EQ(said_of(Quota::storage_per_registry),
            "The registry with id '123456789012' holds 1 bytes, and 5 more would exceed the maximum"
            " allowed storage which is '2' bytes");
}

}  // namespace
}  // namespace berth::plane
