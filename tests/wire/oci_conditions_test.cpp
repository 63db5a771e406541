// Conditions on the address, the transport and the time of a push. A bearer token says who its
// holder is: what the holder may do is decided anew with each request.
#include "oci_fixture.h"

namespace berth::oci {
namespace {

class OciConditions : public OciFixture {
 protected:
  // The access key of a new user that may push if the condition is met.
  std::string user_if(const std::string& condition) {
    const RegistryId registry = *RegistryId::parse("123456789012");
    const Timestamp now = clock_.now();
    EXPECT_TRUE(accounts_.create_user({.registry = registry, .name = "ci", .created_at = now}, {}));
    EXPECT_TRUE(accounts_.create_access_key(
        {.principal = {.registry = registry, .user_name = "ci", .access_key_id = "AKIDCI"},
         .sealed_secret = keys_.seal_secret("AKIDCI", kSecret, entropy_),
         .created_at = now},
        {}));
    EXPECT_TRUE(accounts_.put_user_policy(
        registry, "ci",
        {.name = "own",
         .document = R"({"Statement":{"Effect":"Allow","Action":"ecr-public:*","Resource":"*",)"
                     R"("Condition":)" +
                     condition + "}}"},
        {}));
    return "Authorization: Basic " + to_base64("AKIDCI:" + std::string(kSecret)) + "\r\n";
  }
  std::string token_for(const std::string& login) {
    const WireAnswer answer = send("GET", "/token/?scope=repository:acme/app:push", login);
    EXPECT_EQ(answer.status, 200U) << answer.body;
    const std::string_view before = R"({"token":")";
    const std::size_t end = answer.body.find('"', before.size());
    return "Authorization: Bearer " + answer.body.substr(before.size(), end - before.size()) +
           "\r\n";
  }
  unsigned push_with(const std::string& authorization) {
    return send("POST", "/v2/acme/app/blobs/uploads/", authorization).status;
  }
};

TEST_F(OciConditions, OnTheAddressApplyWhereATokenIsUsedNotWhereItWasIssued) {
  const std::string login = user_if(R"({"IpAddress":{"aws:SourceIp":"192.0.2.0/24"}})");
  come_from("192.0.2.7");
  const std::string token = token_for(login);
  EXPECT_EQ(push_with(token), 202U);
  EXPECT_EQ(push_with(login), 202U);
  come_from("198.51.100.7");
  EXPECT_EQ(push_with(token), 403U);
  EXPECT_EQ(push_with(login), 403U);
  const std::string token_of_elsewhere = token_for(login);
  EXPECT_EQ(push_with(token_of_elsewhere), 403U);
  come_from("::ffff:192.0.2.8");
  EXPECT_EQ(push_with(token_of_elsewhere), 202U);
}

TEST_F(OciConditions, OnTheTransportApplyToEachUseOfAToken) {
  const std::string token = token_for(user_if(R"({"Bool":{"aws:SecureTransport":"true"}})"));
  EXPECT_EQ(push_with(token), 403U);
  scheme_ = http::Scheme::https;
  EXPECT_EQ(push_with(token), 202U);
}

TEST_F(OciConditions, ApplyToManifestsUploadsDeletionsAndTheCatalog) {
  const std::string token = token_for(user_if(R"({"IpAddress":{"aws:SourceIp":"192.0.2.0/24"}})"));
  push_hello();
  const std::string manifest_fields =
      token + "Content-Type: application/vnd.oci.image.manifest.v1+json\r\n";
  const std::string session = start_upload();
  const auto statuses = [&] {
    return std::vector<unsigned>{
        send("PUT", "/v2/acme/app/manifests/v1", manifest_fields, manifest()).status,
        send("PATCH", session, token, kHello).status,
        send("PUT", session + "?digest=" + hello_digest_, token).status,
        send("DELETE", "/v2/acme/app/manifests/v1", token).status,
        send("GET", "/v2/_catalog", token).status};
  };
  come_from("198.51.100.7");
  EXPECT_EQ(statuses(), (std::vector<unsigned>{403, 403, 403, 403, 403}));
  come_from("192.0.2.7");
  EXPECT_EQ(statuses(), (std::vector<unsigned>{201, 202, 201, 202, 200}));
}

TEST_F(OciConditions, OnTheTimeAreCheckedAgainWhenAnUploadEnds) {
  const std::string token =
      token_for(user_if(R"({"DateLessThan":{"aws:CurrentTime":"2026-01-02T03:05:00Z"}})"));
  const std::string target = "/v2/acme/app/blobs/uploads/?digest=" + hello_digest_;
  EXPECT_EQ(
      send_interrupted("POST", target, token, [this] { clock_.advance(std::chrono::minutes(1)); })
          .status,
      403U);
  EXPECT_EQ(send("GET", "/v2/acme/app/blobs/" + hello_digest_, anonymous_).status, 404U);
  EXPECT_EQ(push_with(token), 403U);
}

}  // namespace
}  // namespace berth::oci
