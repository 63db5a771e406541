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

// Larger than what is read before the caller is known, so that the caller is admitted before it.
TEST_F(OciRevocationTest, StoresNoLargeManifestOfADeletedKeyOrOfADeniedUser) {
  push_hello();
  const std::string large = manifest() + std::string(2 * http::kMaxIgnoredBodyBytes, ' ');
  const std::string fields = "Content-Type: application/vnd.oci.image.manifest.v1+json\r\n";
  const auto is_stored = [&](std::string_view tag) {
    const std::string of_image = "/v2/acme/app/manifests/";
    return send("GET", of_image + std::string(tag), anonymous_).status == 200 ||
           send("GET", of_image + Digest::of(large).text(), anonymous_).status == 200;
  };
  const auto put = [&](const std::string& authorization, const auto& interrupt) {
    return send_interrupted("PUT", "/v2/acme/app/manifests/v1", authorization + fields, interrupt,
                            large);
  };

  const std::string limited = user_who_may("ecr-public:*");
  const RegistryId registry = *RegistryId::parse("123456789012");
  const WireAnswer denied = put(
      limited, [&] { ASSERT_TRUE(accounts_.delete_user_policy(registry, "limited", "own", {})); });
  EXPECT_EQ(denied.status, 403U);
  EXPECT_EQ(denied.error(), "DENIED");
  EXPECT_FALSE(is_stored("v1"));

  const auto key = accounts_.find_access_key(kAccessKeyId);
  const WireAnswer revoked =
      put(owner_, [this] { ASSERT_TRUE(accounts_.delete_access_key(kAccessKeyId, {})); });
  EXPECT_EQ(revoked.status, 401U);
  EXPECT_TRUE(revoked.field("WWW-Authenticate").starts_with("Bearer "));
  EXPECT_FALSE(is_stored("v1"));

  ASSERT_TRUE(accounts_.create_access_key(*key, {}));
  EXPECT_EQ(put(owner_, [this] { create_repository("another"); }).status, 201U);
  EXPECT_TRUE(is_stored("v1"));
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
