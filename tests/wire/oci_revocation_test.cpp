// A request whose permission is revoked while its body arrives has no effect.
#include "http/request_parser.h"
#include "oci/plane.h"
#include "oci_fixture.h"

namespace berth::oci {
namespace {

class OciRevocationTest : public OciFixture {
 protected:
  bool has_hello() {
    return send("GET", "/v2/acme/app/blobs/" + hello_digest_, anonymous_).status == 200;
  }
};

TEST_F(OciRevocationTest, CompletesNoUploadOfADeletedKey) {
  const std::string uploads = "/v2/acme/app/blobs/uploads/?digest=" + hello_digest_;
  const std::string session = start_upload();
  const auto revoke = [this] { ASSERT_TRUE(accounts_.delete_access_key(kAccessKeyId, {})); };
  const auto key = accounts_.find_access_key(kAccessKeyId);
  for (const auto& [method, target] : {std::pair<std::string_view, std::string>("POST", uploads),
                                       {"PATCH", session},
                                       {"PUT", session + "?digest=" + hello_digest_}}) {
    const WireAnswer answer = send_interrupted(method, target, owner_, revoke);
    EXPECT_EQ(answer.status, 401U) << method;
    EXPECT_TRUE(answer.field("WWW-Authenticate").starts_with("Bearer ")) << method;
    EXPECT_FALSE(has_hello()) << method;
    ASSERT_TRUE(accounts_.create_access_key(*key, {}));
  }
}

TEST_F(OciRevocationTest, CompletesNoUploadThatAPolicyNoLongerAllows) {
  const std::string limited = user_who_may("ecr-public:*");
  const RegistryId registry = *RegistryId::parse("123456789012");
  const auto deny = [&](const std::string& action) {
    return [this, registry, action] {
      ASSERT_TRUE(accounts_.put_user_policy(
          registry, "limited",
          {.name = "denied",
           .document = R"({"Version":"2012-10-17","Statement":{"Effect":"Deny","Resource":"*",)"
                       R"("Action":"ecr-public:)" +
                       action + R"("}})"},
          {}));
    };
  };
  // The last two are the operations that this single request saves.
  for (const char* action : {"InitiateLayerUpload", "UploadLayerPart", "CompleteLayerUpload"}) {
    const WireAnswer answer = send_interrupted(
        "POST", "/v2/acme/app/blobs/uploads/?digest=" + hello_digest_, limited, deny(action));
    EXPECT_EQ(answer.status, 403U) << action;
    EXPECT_EQ(answer.error(), "DENIED");
    EXPECT_FALSE(has_hello());
    ASSERT_TRUE(accounts_.delete_user_policy(registry, "limited", "denied", {}));
  }
}

TEST_F(OciRevocationTest, CompletesUploadsAfterUnrelatedChanges) {
  const WireAnswer answer =
      send_interrupted("POST", "/v2/acme/app/blobs/uploads/?digest=" + hello_digest_, owner_,
                       [this] { create_repository("another"); });
  EXPECT_EQ(answer.status, 201U);
  EXPECT_TRUE(has_hello());
}

}  // namespace
}  // namespace berth::oci
