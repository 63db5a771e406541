// Referrers that fill an index. Short lists are in cases/oci/.
#include "oci_fixture.h"

namespace berth::oci {
namespace {

class OciReferrersTest : public OciFixture {
 protected:
  OciReferrersTest() { push_hello(); }

  // Pushes a manifest about `subject`, of that artifact type. Returns its digest.
  std::string push_referrer(std::string_view type, std::string_view annotations = "{}") {
    const std::string content =
        R"({"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",)"
        R"("artifactType":")" +
        std::string(type) +
        R"(","config":{"mediaType":"application/vnd.oci.empty.v1+json",)"
        R"("digest":")" +
        hello_digest_ + R"(","size":5},"layers":[],"subject":{"digest":")" + subject_ +
        R"(","size":9},"annotations":)" + std::string(annotations) + "}";
    const std::string digest = Digest::of(content).text();
    const WireAnswer pushed = send("PUT", "/v2/acme/app/manifests/" + digest, owner_, content);
    EXPECT_EQ(pushed.status, 201U) << pushed.body;
    EXPECT_EQ(pushed.field("OCI-Subject"), subject_);
    sizes_[digest] = content.size();
    return digest;
  }
  std::string descriptor(const std::string& digest, std::string_view type,
                         std::string_view annotations = "{}") {
    return R"({"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":")" + digest +
           R"(","size":)" + std::to_string(sizes_.at(digest)) + R"(,"artifactType":")" +
           std::string(type) + R"(","annotations":)" + std::string(annotations) + "}";
  }
  static std::string index(const std::string& descriptors) {
    return R"({"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json",)"
           R"("manifests":[)" +
           descriptors + "]}";
  }

  const std::string subject_ = Digest::of("a manifest that need not be there").text();
  const std::string referrers_ = "/v2/acme/app/referrers/" + subject_;
  std::map<std::string, std::size_t> sizes_;
};

TEST_F(OciReferrersTest, ComeAllAtOnceUnlessPagesAreRequested) {
  for (int i = 0; i <= 1000; ++i) push_referrer("a" + std::to_string(i));
  for (const char* query : {"", "?n=", "?n=0", "?n=1001"}) {
    const WireAnswer all = send("GET", referrers_ + query, anonymous_);
    EXPECT_EQ(std::ranges::count(all.body, '{'), 1 + 2 * 1001) << query;  // with annotations
    EXPECT_EQ(all.field("Link"), "") << query;
  }
}

TEST_F(OciReferrersTest, FillAnIndexToTheLastByte) {
  const auto annotations = [](std::size_t bytes) {
    return R"({"k":")" + std::string(bytes, 'x') + R"("})";
  };
  const std::size_t half = kMaxManifestBytes / 2;
  const std::string digest = push_referrer("a", annotations(half));
  const std::size_t first = descriptor(digest, "a", annotations(half)).size();
  const std::size_t room = kMaxManifestBytes - index("").size() - first - 1;
  for (const std::size_t beyond : {0U, 1U}) {
    const std::string other = push_referrer("a", annotations(room - (first - half) + beyond));
    const WireAnswer page = send("GET", referrers_, anonymous_);
    EXPECT_EQ(page.field("Link").empty(), beyond == 0);
    if (beyond == 0) {
      EXPECT_EQ(page.body.size(), kMaxManifestBytes);
    }
    EXPECT_EQ(send("DELETE", "/v2/acme/app/manifests/" + other, owner_).status, 202U);
  }
}

TEST_F(OciReferrersTest, HaveNoAnnotationsThatWouldFillAnIndex) {
  const std::string content =
      R"({"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[],)"
      R"("subject":{"digest":")" +
      subject_ + R"(","size":9},"annotations":{"k":")" +
      std::string(kMaxReferrerAnnotationBytes, 'x') + R"("}})";
  const WireAnswer refused = send("PUT", "/v2/acme/app/manifests/v1", owner_, content);
  EXPECT_EQ(refused.status, 400U);
  EXPECT_EQ(refused.error(), "MANIFEST_INVALID");
}

TEST_F(OciReferrersTest, FillNoMoreThanAnIndexMayHold) {
  const std::string annotations =
      R"({"k":")" + std::string(kMaxManifestBytes / 2 + 1, 'x') + R"("})";
  push_referrer("a", annotations);
  push_referrer("b", annotations);
  const WireAnswer page = send("GET", referrers_, anonymous_);
  EXPECT_LT(page.body.size(), kMaxManifestBytes);
  const std::string link = page.field("Link");
  ASSERT_NE(link, "");
  const WireAnswer last = send("GET", link.substr(1, link.find('>') - 1), anonymous_);
  EXPECT_GT(last.body.size(), annotations.size());
  EXPECT_EQ(last.field("Link"), "");
}

using OciCatalogTest = OciFixture;

}  // namespace
}  // namespace berth::oci
