// The expected signatures were computed with botocore's SigV4Auth 1.29.27.
#include "auth/signature_v4.h"

#include <gtest/gtest.h>

#include <functional>

#include "auth/signature_header.h"

namespace berth::auth {
namespace {

constexpr std::string_view kKeyId = "AKIDEXAMPLE";
constexpr std::string_view kSecret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
constexpr std::string_view kBody = R"({"repositoryName":"acme/app"})";
constexpr std::string_view kTimestamp = "20260102T030405Z";
constexpr CredentialScope kScope{
    .date = "20260102", .region = "us-east-1", .service = "ecr-public"};
constexpr std::string_view kAuthorization =
    "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260102/us-east-1/ecr-public/aws4_request, "
    "SignedHeaders=content-type;host;x-amz-date;x-amz-target, "
    "Signature=85bd69b3677e1aa36792f44b013dfd0cbc0c53426d9d6bf0d89a349ef7ed624f";

http::RequestHead describe_image_tags(std::string_view authorization = kAuthorization) {
  http::RequestHead head;
  head.method = http::Method::post;
  head.method_name = "POST";
  head.target = "/";
  head.path = "/";
  head.fields = {{"Content-Type", "application/x-amz-json-1.1"},
                 {"X-Amz-Target", "SpencerFrontendService.DescribeImageTags"},
                 {"Host", "localhost:5000"},
                 {"X-Amz-Date", kTimestamp},
                 {"Authorization", authorization}};
  return head;
}

std::string signature_of(const http::RequestHead& head, std::string_view body,
                         const PresentedSignature& presented) {
  return compute_signature(head, body, presented.parameters(),
                           signing_key(kSecret, presented.scope));
}

TEST(SignatureV4, SignsAsBotocoreDoes) {
  constexpr std::array<std::string_view, 4> kSigned{"content-type", "host", "x-amz-date",
                                                    "x-amz-target"};
  const SigningParameters parameters{
      .scope = kScope, .timestamp = kTimestamp, .signed_headers = kSigned};
  EXPECT_EQ(sign(describe_image_tags(), kBody, parameters, kKeyId, kSecret), kAuthorization);
}

TEST(SignatureV4, SignsQueryAndSpacedHeadersAsBotocoreDoes) {
  constexpr std::array<std::string_view, 3> kSigned{"host", "x-amz-date", "x-amz-meta"};
  http::RequestHead head;
  head.method_name = "GET";
  head.path = "/";
  head.query = "b=2&a=x%20y&a=1&c";
  head.fields = {
      {"X-Amz-Meta", "  a   b  c "}, {"Host", "localhost:5000"}, {"X-Amz-Date", kTimestamp}};
  const SigningParameters parameters{
      .scope = kScope, .timestamp = kTimestamp, .signed_headers = kSigned};
  EXPECT_EQ(compute_signature(head, "", parameters, signing_key(kSecret, kScope)),
            "73efa04f9052508534a66770949444c72aeb0bddf52db8a3a2f76bbf48b8876a");
}

TEST(SignatureV4, CanonicalQueryIsSortedAndEncodedOneWay) {
  EXPECT_EQ(canonical_query(""), "");
  EXPECT_EQ(canonical_query("b=2&a=1"), "a=1&b=2");
  EXPECT_EQ(canonical_query("a=%7e&A=1&a"), "A=1&a=&a=~");
  EXPECT_EQ(canonical_query("a=1=2&&x=%2F+"), "a=1%3D2&x=%2F%2B");
  EXPECT_EQ(canonical_query("a=%zz%"), "a=%25zz%25");
}

TEST(SignatureV4, DerivesTheSigningKeyOfTheDocumentation) {
  // docs.aws.amazon.com, "Examples of how to derive a signing key".
  const std::string key =
      signing_key(kSecret, {.date = "20150830", .region = "us-east-1", .service = "iam"});
  std::string hex;
  for (const char c : key) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    hex += kDigits[static_cast<unsigned char>(c) >> 4U];
    hex += kDigits[static_cast<unsigned char>(c) & 15U];
  }
  EXPECT_EQ(hex, "c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9");
}

TEST(SignatureHeader, ReadsWhatTheClientSent) {
  const http::RequestHead head = describe_image_tags();
  const auto presented = read_signature(head);
  ASSERT_TRUE(presented);
  EXPECT_EQ(presented->access_key_id, kKeyId);
  EXPECT_EQ(presented->scope, kScope);
  EXPECT_EQ(presented->signed_headers.size(), 4U);
  EXPECT_EQ(presented->timestamp, kTimestamp);
  EXPECT_EQ(signature_of(head, kBody, *presented), presented->signature);
}

TEST(SignatureHeader, IsMissingWithoutAnAuthorizationHeader) {
  http::RequestHead head = describe_image_tags();
  head.fields.pop_back();
  const auto presented = read_signature(head);
  ASSERT_FALSE(presented);
  EXPECT_EQ(presented.error().fault(), SignatureFault::missing);
}

TEST(SignatureHeader, IsIncompleteWhenMalformed) {
  const std::string too_long =
      std::string(kSignatureAlgorithm) + " Credential=" + std::string(kMaxAuthorizationBytes, 'A');
  std::string too_many_headers =
      "AWS4-HMAC-SHA256 Credential=a/b/c/d/aws4_request, Signature=0, "
      "SignedHeaders=a";
  for (std::size_t i = 0; i < kMaxSignedHeaders; ++i) too_many_headers += ";b" + std::to_string(i);
  for (const std::string& text :
       {std::string(),
        std::string("Basic QVdTOng="),
        std::string("AWS4-HMAC-SHA256"),
        std::string("AWS4-HMAC-SHA256 "),
        std::string("AWS4-HMAC-SHA256 ,,,,,,,,"),
        std::string("AWS4-HMAC-SHA256 Credential"),
        std::string("AWS4-HMAC-SHA256 Signature=0, SignedHeaders=host"),
        std::string("AWS4-HMAC-SHA256 Credential=a/b/c/d/aws4_request, SignedHeaders=host"),
        std::string("AWS4-HMAC-SHA256 Credential=a/b/c/d/aws4_request, Signature=0"),
        std::string("AWS4-HMAC-SHA256 Credential=a/b/c/d/aws4_request, Signature=0, "
                    "SignedHeaders=host, Signature=0"),
        std::string("AWS4-HMAC-SHA256 Credential=a/b/c/d/aws4_request, Signature=0, "
                    "SignedHeaders=host, Extra=1"),
        std::string("AWS4-HMAC-SHA256 Credential=a/b/c/aws4_request, Signature=0, "
                    "SignedHeaders=host"),
        std::string("AWS4-HMAC-SHA256 Credential=a//c/d/aws4_request, Signature=0, "
                    "SignedHeaders=host"),
        std::string("AWS4-HMAC-SHA256 Credential=a/b/c/d/e/aws4_request, Signature=0, "
                    "SignedHeaders=host"),
        std::string("AWS4-HMAC-SHA256 Credential=a/b/c/d/aws3_request, Signature=0, "
                    "SignedHeaders=host"),
        std::string("AWS4-HMAC-SHA256 Credential=a/b/c/d/aws4_request, Signature=0, "
                    "SignedHeaders=x-amz-date;host"),
        std::string("AWS4-HMAC-SHA256 Credential=a/b/c/d/aws4_request, Signature=0, "
                    "SignedHeaders=host;host"),
        std::string("AWS4-HMAC-SHA256 Credential=a/b/c/d/aws4_request, Signature=0, "
                    "SignedHeaders=Host"),
        std::string("AWS4-HMAC-SHA256 Credential=a/b/c/d/aws4_request, Signature=0, "
                    "SignedHeaders="),
        too_long,
        too_many_headers}) {
    const auto presented = read_signature(describe_image_tags(text));
    ASSERT_FALSE(presented) << text;
    EXPECT_EQ(presented.error().fault(), SignatureFault::incomplete) << text;
  }
}

TEST(SignatureHeader, NeverAcceptsATruncatedHeaderAsTheWholeOne) {
  for (std::size_t length = 0; length < kAuthorization.size(); ++length) {
    const http::RequestHead head = describe_image_tags(kAuthorization.substr(0, length));
    const auto presented = read_signature(head);
    if (!presented) continue;
    EXPECT_NE(signature_of(head, kBody, *presented), presented->signature);
  }
}

TEST(SignatureHeader, RefusesRepeatedHeaders) {
  for (const http::Field extra :
       {http::Field{"authorization", kAuthorization}, http::Field{"x-amz-date", kTimestamp}}) {
    http::RequestHead head = describe_image_tags();
    head.fields.push_back(extra);
    const auto presented = read_signature(head);
    ASSERT_FALSE(presented);
    EXPECT_EQ(presented.error().fault(), SignatureFault::incomplete);
  }
}

TEST(SignatureHeader, RequiresHostAndTheHeadersThatBerthActsOnToBeSigned) {
  const http::RequestHead no_host = describe_image_tags(
      "AWS4-HMAC-SHA256 Credential=a/b/c/d/aws4_request, Signature=0, "
      "SignedHeaders=x-amz-date;x-amz-target");
  EXPECT_EQ(read_signature(no_host).error().flaw, SignatureFlaw::unsigned_host);

  for (const std::string name : {"X-AMZ-Content-SHA256", "x-amz-security-token"}) {
    http::RequestHead extra = describe_image_tags();
    extra.fields.push_back({name, "1"});
    const auto presented = read_signature(extra);
    ASSERT_FALSE(presented) << name;
    EXPECT_EQ(presented.error(),
              (SignatureError{.flaw = SignatureFlaw::unsigned_header, .subject = name}));
    EXPECT_EQ(presented.error().fault(), SignatureFault::mismatch);
  }
}

TEST(SignatureHeader, LetsProxiesAddHeadersThatBerthIgnores) {
  http::RequestHead extra = describe_image_tags();
  for (const char* name : {"X-Amz-Cf-Id", "X-Amzn-Trace-Id", "x-amz-anything", "Via"}) {
    extra.fields.push_back({name, "1"});
  }
  const auto presented = read_signature(extra);
  ASSERT_TRUE(presented);
  EXPECT_EQ(signature_of(extra, kBody, *presented), presented->signature);
}

TEST(SignatureHeader, NamesItsKeyInAnyAlgorithm) {
  EXPECT_EQ(access_key_id_in(kAuthorization), kKeyId);
  EXPECT_EQ(access_key_id_in("AWS4-ECDSA-P256-SHA256 Credential=AKID/20260102/ecr-public/x"),
            "AKID");
  EXPECT_EQ(access_key_id_in("AWS4-HMAC-SHA256 Credential=AKID"), "AKID");
  EXPECT_EQ(access_key_id_in("AWS4-HMAC-SHA256 Credential=, Signature=0"), "");
  EXPECT_EQ(access_key_id_in("Bearer abc"), "");
}

TEST(SignatureV4, CoversAnotherHostIfOneIsGiven) {
  http::RequestHead head = describe_image_tags();
  const auto presented = read_signature(head);
  ASSERT_TRUE(presented);
  SigningParameters parameters = presented->parameters();
  head.fields[2].value = "10.0.0.7:5000";
  const std::string key = signing_key(kSecret, kScope);
  EXPECT_NE(compute_signature(head, kBody, parameters, key), presented->signature);
  parameters.host = "localhost:5000";
  EXPECT_EQ(compute_signature(head, kBody, parameters, key), presented->signature);
}

TEST(SignatureHeader, UsesTheDateHeaderWithoutAnAmzDate) {
  constexpr std::string_view kText =
      "AWS4-HMAC-SHA256 Credential=a/b/c/d/aws4_request, Signature=0, "
      "SignedHeaders=date;host;x-amz-target";
  http::RequestHead head = describe_image_tags(kText);
  head.fields[3] = {"Date", "Fri, 02 Jan 2026 03:04:05 GMT"};
  const auto presented = read_signature(head);
  ASSERT_TRUE(presented);
  EXPECT_EQ(presented->timestamp, kTimestamp);

  for (const std::string_view date :
       {"", "yesterday", "Sat, 02 Jan 2026 03:04:05 GMT", "Fri, 02 Foo 2026 03:04:05 GMT",
        "20260102T030405", "Fri, 02 anF 2026 03:04:05 GMT", "20261302T030405Z"}) {
    head.fields[3] = {"Date", date};
    EXPECT_FALSE(read_signature(head)) << date;
  }
  head.fields.erase(head.fields.begin() + 3);
  EXPECT_FALSE(read_signature(head));
}

TEST(SignatureHeader, IsForOneServiceAndOneDay) {
  auto presented = read_signature(describe_image_tags());
  ASSERT_TRUE(presented);
  EXPECT_TRUE(check_scope(*presented, "ecr-public"));
  EXPECT_EQ(check_scope(*presented, "s3").error(),
            (SignatureError{.flaw = SignatureFlaw::other_service, .subject = "s3"}));
  presented->scope.date = "20260103";
  EXPECT_EQ(check_scope(*presented, "ecr-public").error(),
            (SignatureError{.flaw = SignatureFlaw::other_day,
                            .subject = "20260103",
                            .timestamp = std::string(kTimestamp)}));
}

TEST(SignatureHeader, IsValidForFifteenMinutesEitherWay) {
  const auto presented = read_signature(describe_image_tags());
  ASSERT_TRUE(presented);
  const Timestamp signed_at = presented->time;
  EXPECT_TRUE(check_time(*presented, signed_at + kMaxClockSkew));
  EXPECT_TRUE(check_time(*presented, signed_at - kMaxClockSkew));
  const auto flaw_at = [&](Timestamp now) {
    const auto checked = check_time(*presented, now);
    EXPECT_EQ(checked.error().timestamp, kTimestamp);
    EXPECT_EQ(checked.error().now, now);
    EXPECT_EQ(checked.error().fault(), SignatureFault::expired);
    return checked.error().flaw;
  };
  EXPECT_EQ(flaw_at(signed_at + kMaxClockSkew + std::chrono::seconds(1)), SignatureFlaw::expired);
  EXPECT_EQ(flaw_at(signed_at - kMaxClockSkew - std::chrono::seconds(1)),
            SignatureFlaw::not_yet_current);
}

// After any change, the signature no longer fits.
TEST(SignatureHeader, CoversMethodPathQueryHeadersAndBody) {
  const std::vector<std::function<void(http::RequestHead&)>> changes{
      [](http::RequestHead& head) { head.method_name = "PUT"; },
      [](http::RequestHead& head) { head.path = "/x"; },
      [](http::RequestHead& head) { head.query = "a=1"; },
      [](http::RequestHead& head) { head.fields[1].value = "SpencerFrontendService.DeleteAll"; },
      [](http::RequestHead& head) { head.fields[2].value = "elsewhere"; },
      [](http::RequestHead& head) { head.fields.push_back(head.fields[1]); }};
  for (const auto& change : changes) {
    http::RequestHead head = describe_image_tags();
    change(head);
    const auto presented = read_signature(head);
    ASSERT_TRUE(presented);
    EXPECT_NE(signature_of(head, kBody, *presented), presented->signature);
  }
  const http::RequestHead head = describe_image_tags();
  const auto presented = read_signature(head);
  EXPECT_NE(signature_of(head, "{}", *presented), presented->signature);
}

}  // namespace
}  // namespace berth::auth
