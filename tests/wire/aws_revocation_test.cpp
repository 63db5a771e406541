// A large request whose permission is revoked while its body arrives has no effect.
#include "auth/managed_policies.h"
#include "aws_fixture.h"
#include "base/encoding.h"
#include "json/writer.h"

namespace berth::aws {
namespace {

class AwsRevocation : public AwsFixture {
 protected:
  static constexpr std::size_t kLayerBytes = 2 * kMaxStrangersRequestBytes;

  AwsRevocation() { create_repository("app"); }

  Answer ask(std::string_view operation, const std::string& more,
             const std::function<void()>& interrupt = {}) {
    return call(operation, R"({"repositoryName":"app",)" + more + "}", kAccessKeyId, interrupt);
  }
  std::string start() {
    const Answer answer = call("InitiateLayerUpload", R"({"repositoryName":"app"})");
    return std::string(answer.json().at("uploadId").as_string());
  }
  // Its first part, which is the whole layer.
  Answer send_part(const std::string& upload, const std::function<void()>& interrupt = {}) {
    return ask("UploadLayerPart",
               R"("uploadId":")" + upload + R"(","partFirstByte":0,"partLastByte":)" +
                   std::to_string(kLayerBytes - 1) + R"(,"layerPartBlob":")" + to_base64(layer_) +
                   '"',
               interrupt);
  }
  Answer put_image(const std::function<void()>& interrupt = {}) {
    std::string text;
    berth::json::Writer(text).string(manifest_);
    return ask("PutImage", R"("imageTag":"v1","imageManifest":)" + text, interrupt);
  }
  std::size_t images() {
    return call("DescribeImages", R"({"repositoryName":"app"})")
        .json()
        .at("imageDetails")
        .as_array()
        .size();
  }

  // Runs `ask` with each revocation in the middle of the body, and takes it back afterwards.
  void expect_refused(const std::function<Answer(const std::function<void()>&)>& ask) {
    EXPECT_EQ(ask([this] { ASSERT_TRUE(accounts_.delete_access_key(kAccessKeyId, {})); }).error(),
              "UnrecognizedClientException");
    ASSERT_TRUE(accounts_.create_access_key(key_, {}));
    EXPECT_EQ(
        ask([this] {
          ASSERT_TRUE(accounts_.delete_user_policy(
              key_.principal.registry, key_.principal.user_name, auth::kAdministratorPolicy, {}));
        }).error(),
        "AccessDeniedException");
    ASSERT_TRUE(accounts_.put_user_policy(
        key_.principal.registry, key_.principal.user_name,
        {.name = std::string(auth::kAdministratorPolicy), .document = ""}, {}));
  }

  const AccessKey key_ = *accounts_.find_access_key(kAccessKeyId);
  const std::string layer_ = std::string(kLayerBytes, 'x');
  const std::string manifest_ =
      R"({"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",)"
      R"("config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":")" +
      Digest::of(layer_).text() + R"(","size":)" + std::to_string(layer_.size()) +
      R"(},"layers":[]})" + std::string(kLayerBytes, ' ');
};

TEST_F(AwsRevocation, KeepsNoPartOfALayer) {
  const std::string upload = start();
  expect_refused([&](const auto& interrupt) { return send_part(upload, interrupt); });
  // Nothing has been received: this is the part that has to come first.
  EXPECT_EQ(send_part(upload, [this] { create_repository("another"); }).status, 200U);
}

TEST_F(AwsRevocation, StoresNoImage) {
  const std::string upload = start();
  EXPECT_EQ(send_part(upload).status, 200U);
  EXPECT_EQ(ask("CompleteLayerUpload", R"("uploadId":")" + upload + R"(","layerDigests":[")" +
                                           Digest::of(layer_).text() + "\"]")
                .status,
            200U);
  expect_refused([this](const auto& interrupt) { return put_image(interrupt); });
  EXPECT_EQ(images(), 0U);
  EXPECT_EQ(put_image([this] { create_repository("another"); }).status, 200U);
  EXPECT_EQ(images(), 1U);
}

}  // namespace
}  // namespace berth::aws
