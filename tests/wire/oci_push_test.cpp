// Pushes beyond the ordinary: several tags, sha512, sparse images, mounts without a source.
#include "oci_fixture.h"

namespace berth::oci {
namespace {

class OciPushTest : public OciFixture {
 protected:
  OciPushTest() { push_hello(); }

  const std::string manifests_ = "/v2/acme/app/manifests/";
  const std::string uploads_ = "/v2/acme/app/blobs/uploads/";
  const std::string hello_sha512_ = Digest::of(kHello, HashAlgorithm::sha512).text();
};

TEST_F(OciPushTest, ByDigestTakesTagsAlong) {
  const std::string digest = Digest::of(manifest()).text();
  const WireAnswer pushed =
      send("PUT", manifests_ + digest + "?tag=1.2.3&tag=latest&tag=1.2.3", owner_, manifest());
  EXPECT_EQ(pushed.status, 201U);
  EXPECT_TRUE(pushed.fields.ends_with("OCI-Tag: 1.2.3\r\nOCI-Tag: latest\r\n"));
  EXPECT_EQ(send("GET", manifests_ + "latest", anonymous_).body, manifest());
  EXPECT_EQ(send("GET", "/v2/acme/app/tags/list", anonymous_).body,
            R"({"name":"acme/app","tags":["1.2.3","latest"]})");
}

TEST_F(OciPushTest, WithATagThatIsNoneLeavesNothing) {
  const std::string digest = Digest::of(manifest()).text();
  EXPECT_EQ(send("PUT", manifests_ + digest + "?tag=ok&tag=.x", owner_, manifest()).error(),
            "TAG_INVALID");
  EXPECT_EQ(send("GET", manifests_ + digest, anonymous_).status, 404U);
  std::string many = manifests_ + digest + "?tag=0";
  for (std::size_t i = 1; i <= kMaxTagsPerPush; ++i) many += "&tag=" + std::to_string(i);
  EXPECT_EQ(send("PUT", many, owner_, manifest()).status, 414U);
  EXPECT_EQ(send("GET", "/v2/acme/app/tags/list", anonymous_).body,
            R"({"name":"acme/app","tags":[]})");
}

TEST_F(OciPushTest, TakesBlobsAndManifestsBySha512) {
  const WireAnswer whole = send("POST", uploads_ + "?digest=" + hello_sha512_, owner_, kHello);
  EXPECT_EQ(whole.status, 201U);
  EXPECT_EQ(whole.field("Docker-Content-Digest"), hello_sha512_);
  EXPECT_EQ(send("GET", "/v2/acme/app/blobs/" + hello_sha512_, anonymous_).body, kHello);
  const std::string digest = Digest::of(manifest(), HashAlgorithm::sha512).text();
  EXPECT_EQ(send("PUT", manifests_ + digest + "?tag=v1", owner_, manifest()).status, 201U);
  EXPECT_EQ(send("GET", manifests_ + "v1", anonymous_).field("Docker-Content-Digest"), digest);
  EXPECT_EQ(send("GET", manifests_ + Digest::of(manifest()).text(), anonymous_).status, 404U);
}

TEST_F(OciPushTest, TakesASessionOfAnAlgorithm) {
  const WireAnswer started = send("POST", uploads_ + "?digest-algorithm=sha512", owner_);
  EXPECT_EQ(started.status, 202U);
  const std::string session = uploads_ + started.field("Docker-Upload-UUID");
  EXPECT_EQ(send("PATCH", session, owner_, "hel").status, 202U);
  EXPECT_EQ(send("PUT", session + "?digest=" + hello_digest_, owner_, "p").error(),
            "DIGEST_INVALID");
  const WireAnswer other = send("POST", uploads_ + "?digest-algorithm=md5", owner_);
  EXPECT_EQ(other.error(), "DIGEST_INVALID");
}

TEST_F(OciPushTest, MountsFromAnywhereInTheRegistry) {
  create_repository("second");
  const std::string target = "/v2/acme/second/blobs/uploads/?mount=";
  EXPECT_EQ(send("POST", target + hello_digest_, owner_).status, 201U);
  EXPECT_EQ(send("GET", "/v2/acme/second/blobs/" + hello_digest_, anonymous_).body, kHello);
  EXPECT_EQ(send("POST", target + Digest::of("other").text(), owner_).status, 202U);
}

TEST_F(OciPushTest, OfASparseImageIsForServersThatTakeThem) {
  EXPECT_EQ(send("DELETE", "/v2/acme/app/blobs/" + hello_digest_, owner_).status, 202U);
  EXPECT_EQ(send("PUT", manifests_ + "v1", owner_, manifest()).status, 404U);
  const std::string text = request_text("PUT", manifests_ + "v1", owner_, manifest());
  http::RequestHead head;
  EXPECT_EQ(http::parse_head(text, head).state, http::HeadState::complete);
  EXPECT_EQ(sparse_plane_.handle(head, manifest()).status, 201U);
  EXPECT_EQ(send("GET", manifests_ + "v1", anonymous_).body, manifest());
  EXPECT_EQ(send("GET", "/v2/acme/app/blobs/" + hello_digest_, anonymous_).status, 404U);
}

}  // namespace
}  // namespace berth::oci
