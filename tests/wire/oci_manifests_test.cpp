// Manifests in the OCI plane.
#include "oci_fixture.h"

namespace berth::oci {
namespace {

class OciManifestTest : public OciFixture {
 protected:
  OciManifestTest() { push_hello(); }

  WireAnswer put(const std::string& reference, const std::string& content,
                 const std::string& media_type = std::string(media_types::kOciManifest)) {
    return send("PUT", manifests_ + reference, owner_ + "Content-Type: " + media_type + "\r\n",
                content);
  }
  std::string index() const { return index(manifest().size(), media_types::kOciManifest); }
  // An index of manifest(), with this description of it.
  std::string index(std::size_t size_bytes, std::string_view media_type) const {
    return R"({"schemaVersion":2,"manifests":[{"mediaType":")" + std::string(media_type) +
           R"(","digest":")" + Digest::of(manifest()).text() + R"(","size":)" +
           std::to_string(size_bytes) + "}]}";
  }
  const std::string manifests_ = "/v2/acme/app/manifests/";
  const std::string digest_ = Digest::of(manifest()).text();
};

TEST_F(OciManifestTest, IsPushedAndPulledByTagAndByDigest) {
  const WireAnswer pushed = put("v1", manifest());
  EXPECT_EQ(pushed.status, 201U);
  EXPECT_EQ(pushed.fields,
            "Docker-Distribution-Api-Version: registry/2.0\r\nLocation: http://localhost:5000" +
                manifests_ + digest_ + "\r\nDocker-Content-Digest: " + digest_ + "\r\n");
  for (const std::string& reference : {std::string("v1"), digest_}) {
    const WireAnswer pulled = send("GET", manifests_ + reference, anonymous_);
    EXPECT_EQ(pulled.status, 200U);
    EXPECT_EQ(pulled.body, manifest());
    EXPECT_EQ(pulled.fields,
              "Docker-Distribution-Api-Version: registry/2.0\r\n"
              "Content-Type: application/vnd.oci.image.manifest.v1+json\r\n"
              "Docker-Content-Digest: " +
                  digest_ + "\r\nETag: \"" + digest_ + "\"\r\n");
    const WireAnswer head = send("HEAD", manifests_ + reference, anonymous_);
    EXPECT_EQ(head.fields, pulled.fields);
  }
  const WireAnswer held =
      send("GET", manifests_ + "v1", anonymous_ + "If-None-Match: \"" + digest_ + "\"\r\n");
  EXPECT_EQ(held.status, 304U);
  EXPECT_EQ(held.field("ETag"), "\"" + digest_ + "\"");
}

TEST_F(OciManifestTest, IsPushedByDigestWithoutATag) {
  EXPECT_EQ(put(digest_, manifest()).status, 201U);
  EXPECT_EQ(send("GET", manifests_ + digest_, anonymous_).status, 200U);
  EXPECT_EQ(send("GET", "/v2/acme/app/tags/list", anonymous_).body,
            R"({"name":"acme/app","tags":[]})");
  EXPECT_EQ(put(Digest::of("x").text(), manifest()).error(), "DIGEST_INVALID");
}

TEST_F(OciManifestTest, IsReportedMissingInTheWordsOfTheRealService) {
  for (const std::string& reference : {std::string("v1"), digest_}) {
    const WireAnswer missing = send("GET", manifests_ + reference, anonymous_);
    EXPECT_EQ(missing.status, 404U);
    EXPECT_EQ(missing.body, R"({"errors":[{"code":"MANIFEST_UNKNOWN",)"
                            R"("message":"Requested image not found"}]})");
  }
}

TEST_F(OciManifestTest, MustBeValid) {
  EXPECT_EQ(put("v1", "hello").error(), "MANIFEST_INVALID");
  EXPECT_EQ(put("v1", manifest(), "application/vnd.oci.image.index.v1+json").error(),
            "MANIFEST_INVALID");
  EXPECT_EQ(put("v1", manifest(), "\xff").status, 400U);
  const WireAnswer huge = put("v1", std::string(kMaxManifestBytes + 1, ' '));
  EXPECT_EQ(huge.status, 413U);
  EXPECT_EQ(huge.error(), "SIZE_INVALID");
  for (const std::string reference : {"", ".a", "a%00", "a%20b", "%ff", "a%22b"}) {
    EXPECT_EQ(put(reference, manifest()).error(), "TAG_INVALID") << reference;
  }
  EXPECT_EQ(put("sha256:abc", manifest()).error(), "DIGEST_INVALID");
}

TEST_F(OciManifestTest, MustMeanTheSameToEveryReader) {
  const auto fault_of = [this](std::string_view replaced, std::string_view by) {
    std::string content = manifest();
    content.replace(content.find(replaced), replaced.size(), by);
    const WireAnswer answer = put("v1", content);
    EXPECT_EQ(answer.status, 400U) << content;
    return answer.error();
  };
  EXPECT_EQ(fault_of("layers", "Layers"), "MANIFEST_INVALID");
  EXPECT_EQ(fault_of("layers", "layer\\u017f"), "MANIFEST_INVALID");
  EXPECT_EQ(fault_of("{\"schemaVersion\"", "{\"MediaType\":\"x\",\"schemaVersion\""),
            "MANIFEST_INVALID");
  EXPECT_EQ(fault_of("\"size\":5", "\"size\":5,\"size\":5"), "MANIFEST_INVALID");
  const std::string index = R"({"schemaVersion":2,"manifests":[]})";
  for (const auto kind : {media_types::kOciManifest, media_types::kDockerManifestList}) {
    EXPECT_EQ(put("v1", index, std::string(kind)).error(), "MANIFEST_INVALID");
  }
  EXPECT_EQ(send("GET", manifests_ + "v1", anonymous_).status, 404U);
}

TEST_F(OciManifestTest, MayHaveParametersInItsContentType) {
  EXPECT_EQ(
      put("v1", manifest(), "Application/VND.OCI.image.manifest.V1+json ; charset=utf-8").status,
      201U);
}

TEST_F(OciManifestTest, IsNotFoundUnderAnInvalidTag) {
  for (const char* method : {"GET", "HEAD"}) {
    EXPECT_EQ(send(method, manifests_ + ".INVALID_MANIFEST_NAME", anonymous_).status, 404U);
  }
  EXPECT_EQ(send("GET", manifests_ + ".x", anonymous_).error(), "MANIFEST_UNKNOWN");
  EXPECT_EQ(send("GET", manifests_ + "sha256:abc", anonymous_).error(), "DIGEST_INVALID");
}

TEST_F(OciManifestTest, IsRefusedBeforeItsBodyIfLargeAndFromAStranger) {
  std::string body = manifest();
  const auto plan_for = [this, &body](const std::string& fields) {
    const std::string text = request_text("PUT", manifests_ + "v1", fields, body);
    http::RequestHead head;
    EXPECT_EQ(http::parse_head(text, head).state, http::HeadState::complete);
    const auto exchange = plane_.begin(head);
    const bool is_whole = std::holds_alternative<http::WholeBody>(exchange->plan());
    auto opened = exchange->open();
    const auto* refusal = std::get_if<http::Response>(&opened);
    return std::pair(is_whole, refusal == nullptr ? 0U : refusal->status);
  };
  EXPECT_EQ(plan_for(""), std::pair(true, 401U));
  body.resize(http::kMaxIgnoredBodyBytes + 1, ' ');
  EXPECT_EQ(plan_for(""), std::pair(false, 401U));
  EXPECT_EQ(plan_for("Authorization: Bearer x\r\n"), std::pair(false, 401U));
  EXPECT_EQ(plan_for(anonymous_), std::pair(false, 401U));
  EXPECT_EQ(plan_for(stranger_), std::pair(false, 403U));  // with a login of this server
  EXPECT_EQ(plan_for(owner_), std::pair(false, 0U));
  clock_.advance(std::chrono::hours(24));
  EXPECT_EQ(plan_for(owner_), std::pair(false, 401U));
}

TEST_F(OciManifestTest, IsWrittenOnlyIfThePreconditionOfTheClientHolds) {
  const auto put_if = [this](const std::string& reference, const std::string& condition) {
    return send("PUT", manifests_ + reference, owner_ + condition + "\r\n", manifest());
  };
  const auto delete_if = [this](const std::string& reference, const std::string& condition) {
    return send("DELETE", manifests_ + reference, owner_ + condition + "\r\n");
  };
  const std::string same = "If-Match: \"" + digest_ + '"';
  const std::string other = "If-Match: \"" + Digest::of("other").text() + '"';
  EXPECT_EQ(put_if("v1", same).status, 412U);
  EXPECT_EQ(put_if(digest_, "If-Match: *").status, 412U);
  EXPECT_EQ(put_if("v1", "If-None-Match: *").status, 201U);
  const WireAnswer refused = put_if("v1", "If-None-Match: *");
  EXPECT_EQ(refused.status, 412U);
  EXPECT_EQ(refused.error(), "DENIED");
  EXPECT_EQ(put_if("v1", other).status, 412U);
  EXPECT_EQ(put_if("v1", same).status, 201U);
  EXPECT_EQ(put_if(digest_, "If-None-Match: *").status, 412U);
  EXPECT_EQ(put_if(digest_, same).status, 201U);
  EXPECT_EQ(delete_if("v1", other).status, 412U);
  EXPECT_EQ(delete_if(digest_, "If-None-Match: *").status, 412U);
  EXPECT_EQ(send("GET", manifests_ + "v1", anonymous_ + other + "\r\n").status, 412U);
  EXPECT_EQ(send("GET", manifests_ + "v1", anonymous_ + same + "\r\n").status, 200U);
  EXPECT_EQ(delete_if("v1", same).status, 202U);
  EXPECT_EQ(delete_if("v1", "If-Match: *").status, 412U);
  EXPECT_EQ(delete_if(digest_, same).status, 202U);
}

TEST_F(OciManifestTest, NeedsItsReferences) {
  EXPECT_EQ(send("DELETE", "/v2/acme/app/blobs/" + hello_digest_, owner_).status, 202U);
  const WireAnswer without_blob = put("v1", manifest());
  EXPECT_EQ(without_blob.status, 404U);
  EXPECT_EQ(without_blob.error(), "MANIFEST_BLOB_UNKNOWN");
  EXPECT_TRUE(without_blob.body.contains(R"("detail":")" + hello_digest_));
  const WireAnswer without_child = put("v1", index(), std::string(media_types::kOciIndex));
  EXPECT_EQ(without_child.status, 404U);
  EXPECT_EQ(without_child.error(), "MANIFEST_BLOB_UNKNOWN");
}

TEST_F(OciManifestTest, MustMatchItsIndex) {
  const std::size_t size_bytes = manifest().size();
  const std::vector<std::string> wrong{index(size_bytes - 1, media_types::kOciManifest),
                                       index(size_bytes, media_types::kDockerManifest)};
  put("v1", manifest());
  for (const std::string& content : wrong) {
    const WireAnswer refused = put("multi", content, std::string(media_types::kOciIndex));
    EXPECT_EQ(refused.status, 400U);
    EXPECT_EQ(refused.error(), "MANIFEST_INVALID");
    EXPECT_TRUE(refused.body.contains(" of " + digest_ + " is ")) << refused.body;
  }
  EXPECT_EQ(put("multi", index(), std::string(media_types::kOciIndex)).status, 201U);
}

TEST_F(OciManifestTest, MustMatchAnEarlierIndex) {
  const std::string target = manifests_ + "multi";
  const std::string fields = owner_ + "Content-Type: " + std::string(media_types::kOciIndex);
  const std::string wrong = index(manifest().size() - 1, media_types::kOciManifest);
  const std::string text = request_text("PUT", target, fields + "\r\n", wrong);
  http::RequestHead head;
  ASSERT_EQ(http::parse_head(text, head).state, http::HeadState::complete);
  EXPECT_EQ(sparse_plane_.begin(head)->answer(wrong).status, 201U);
  const WireAnswer refused = put("v1", manifest());
  EXPECT_EQ(refused.error(), "MANIFEST_INVALID");
  EXPECT_TRUE(refused.body.contains("as the index " + Digest::of(wrong).text() + " lists it"));
  EXPECT_EQ(send("DELETE", manifests_ + Digest::of(wrong).text(), owner_).status, 202U);
  EXPECT_EQ(put("v1", manifest()).status, 201U);
}

TEST_F(OciManifestTest, IsDeletedByTagOrByDigest) {
  put("v1", manifest());
  put("v2", manifest());
  EXPECT_EQ(send("DELETE", manifests_ + "v1", owner_).status, 202U);
  EXPECT_EQ(send("GET", manifests_ + "v1", anonymous_).status, 404U);
  EXPECT_EQ(send("GET", manifests_ + "v2", anonymous_).status, 200U);
  EXPECT_EQ(send("DELETE", manifests_ + digest_, owner_).status, 202U);
  EXPECT_EQ(send("GET", manifests_ + "v2", anonymous_).status, 404U);
  EXPECT_EQ(send("DELETE", manifests_ + digest_, owner_).error(), "MANIFEST_UNKNOWN");
}

TEST_F(OciManifestTest, IsKeptWhileAnIndexHoldsIt) {
  put(digest_, manifest());
  EXPECT_EQ(put("v1", index(), std::string(media_types::kOciIndex)).status, 201U);
  const WireAnswer refused = send("DELETE", manifests_ + digest_, owner_);
  EXPECT_EQ(refused.status, 400U);
  EXPECT_EQ(refused.error(), "UNSUPPORTED");
  EXPECT_TRUE(refused.body.contains(Digest::of(index()).text()));
}

}  // namespace
}  // namespace berth::oci
