// The STS plane: calls as SDKs make them, and refusals.
#include "auth/signature_v4.h"
#include "registry_fixture.h"
#include "sts/plane.h"

namespace berth::sts {
namespace {

constexpr std::string_view kCall = "Action=GetCallerIdentity&Version=2011-06-15";

class StsTest : public RegistryFixture {
 protected:
  static http::RequestHead head_of() {
    http::RequestHead head;
    head.method = http::Method::post;
    head.method_name = "POST";
    head.target = "/";
    head.path = "/";
    head.request_id = "some-id";
    head.fields = {{"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"},
                   {"Host", "localhost:5000"},
                   {"X-Amz-Date", kNow}};
    return head;
  }
  static std::string sign(const http::RequestHead& head, std::string_view body,
                          std::string_view service = "sts", std::string_view region = "eu-west-1",
                          std::string_view secret = kSecret) {
    constexpr std::array<std::string_view, 3> kSigned{"content-type", "host", "x-amz-date"};
    return auth::sign(head, body,
                      {.scope = {.date = kNow.substr(0, 8), .region = region, .service = service},
                       .timestamp = kNow,
                       .signed_headers = kSigned},
                      kAccessKeyId, secret);
  }
  http::Response call(std::string_view body, std::string_view authorization) {
    http::RequestHead head = head_of();
    if (!authorization.empty()) head.fields.push_back({"Authorization", authorization});
    EXPECT_TRUE(is_call(head));
    return answer_whole(plane_, head, body);
  }
  http::Response call(std::string_view body = kCall) { return call(body, sign(head_of(), body)); }
  // "403 InvalidAction"
  static std::string error_of(const http::Response& response) {
    return std::to_string(response.status) + ' ' + std::string(response.error_code);
  }

  Plane plane_{
      {accounts_, metadata_, blobs_, authenticator_, authorizer_, quotas_, clock_, upload_ids_}};
};

TEST_F(StsTest, IdentifiesTheCaller) {
  const http::Response response = call();
  EXPECT_EQ(response.status, 200U);
  EXPECT_EQ(response.fields.find("Content-Type"), "text/xml");
  const std::string body = body_of(response);
  EXPECT_TRUE(body.starts_with(
      "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">"
      "<GetCallerIdentityResult><Arn>arn:aws:iam::123456789012:user/admin</Arn><UserId>AIDA"))
      << body;
  EXPECT_TRUE(
      body.ends_with("</UserId><Account>123456789012</Account></GetCallerIdentityResult>"
                     "<ResponseMetadata><RequestId>some-id</RequestId></ResponseMetadata>"
                     "</GetCallerIdentityResponse>"))
      << body;
  EXPECT_EQ(body_of(call()), body);
  const std::string elsewhere = sign(head_of(), kCall, "sts", "mars-north-1");
  EXPECT_EQ(call(kCall, elsewhere).status, 200U);
}

TEST_F(StsTest, GivesARecreatedUserAnotherId) {
  const RegistryId registry = *RegistryId::parse("123456789012");
  const auto key = accounts_.find_access_key(kAccessKeyId);
  const std::string before = body_of(call());
  ASSERT_TRUE(accounts_.delete_user(registry, "admin", {}));
  ASSERT_TRUE(accounts_.create_user(
      {.registry = registry, .name = "admin", .created_at = clock_.now()}, {}));
  ASSERT_TRUE(accounts_.create_access_key(*key, {}));
  EXPECT_NE(body_of(call()), before);
}

TEST_F(StsTest, RefusesRequestsNotSignedForIt) {
  EXPECT_EQ(error_of(call(kCall, "")), "403 MissingAuthenticationToken");
  EXPECT_EQ(error_of(call(kCall, "AWS4-HMAC-SHA256 Credential=x")), "400 IncompleteSignature");
  for (const char* service : {"ecr-public", "iam", "STS"}) {
    EXPECT_EQ(error_of(call(kCall, sign(head_of(), kCall, service))), "403 SignatureDoesNotMatch");
  }
  EXPECT_EQ(error_of(call(kCall, sign(head_of(), kCall, "sts", "eu-west-1", "wrong"))),
            "403 SignatureDoesNotMatch");
  EXPECT_EQ(error_of(call(kCall, sign(head_of(), "Action=x"))), "403 SignatureDoesNotMatch");
  ASSERT_TRUE(accounts_.delete_access_key(kAccessKeyId, {}));
  const http::Response gone = call();
  EXPECT_EQ(body_of(gone),
            "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error>"
            "<Type>Sender</Type><Code>InvalidClientTokenId</Code><Message>The security token "
            "included in the request is invalid.</Message></Error><RequestId>some-id</RequestId>"
            "</ErrorResponse>");
  EXPECT_EQ(gone.status, 403U);
}

TEST_F(StsTest, KnowsNoOtherAction) {
  for (const char* body :
       {"Action=GetUser&Version=2010-05-08", "Action=AssumeRole&Version=2011-06-15",
        "Action=GetCallerIdentity&Version=2010-05-08", "Action=getcalleridentity"}) {
    EXPECT_EQ(error_of(call(body)), "400 InvalidAction") << body;
  }
  for (const char* body : {"", "Version=2011-06-15", "Action=", "Action=a&Action=b", "{}"}) {
    EXPECT_EQ(error_of(call(body)), "400 MissingAction") << body;
  }
  EXPECT_EQ(call("Action=GetCallerIdentity").status, 200U);
  EXPECT_TRUE(body_of(call("Action=%3Cb%3E%FF")).contains("operation &lt;b&gt;? for version"));
}

TEST_F(StsTest, AnswersNoPresignedUrl) {
  http::RequestHead head = head_of();
  head.method = http::Method::get;
  head.method_name = "GET";
  head.query = "Action=GetCallerIdentity&Version=2011-06-15&X-Amz-Signature=0";
  EXPECT_TRUE(is_call(head));
  EXPECT_EQ(error_of(answer_whole(plane_, head, "")), "403 MissingAuthenticationToken");
  const std::string authorization = sign(head, "");
  head.fields.push_back({"Authorization", authorization});
  EXPECT_EQ(error_of(answer_whole(plane_, head, "")), "403 MissingAuthenticationToken");
  head.query = "";
  EXPECT_FALSE(is_call(head));
}

TEST_F(StsTest, AcceptsOnlyForms) {
  http::RequestHead head = head_of();
  head.fields.push_back({"X-Amz-Target", "SpencerFrontendService.DescribeRegistries"});
  EXPECT_FALSE(is_call(head));
  http::RequestHead json = head_of();
  json.fields[0].value = "application/x-amz-json-1.1";
  EXPECT_FALSE(is_call(json));
  http::RequestHead elsewhere = head_of();
  elsewhere.path = "/x";
  EXPECT_FALSE(is_call(elsewhere));
  EXPECT_EQ(plane_.begin(head)->too_large(1).status, 413U);
  EXPECT_TRUE(body_of(plane_.begin(head)->failed()).contains("<Type>Receiver</Type>"));
}

}  // namespace
}  // namespace berth::sts
