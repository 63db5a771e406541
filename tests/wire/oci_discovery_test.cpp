// Lists of the OCI plane: referrers, the catalog, and tags for pollers.
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

TEST_F(OciReferrersTest, AreListedAsAnIndex) {
  EXPECT_EQ(send("GET", referrers_, anonymous_).body, index(""));
  const std::string digest = push_referrer("application/x.sbom", R"({"k":"v"})");
  const WireAnswer listed = send("GET", referrers_, anonymous_);
  EXPECT_EQ(listed.status, 200U);
  EXPECT_EQ(listed.field("Content-Type"), media_types::kOciIndex);
  EXPECT_EQ(listed.field("OCI-Filters-Applied"), "");
  EXPECT_EQ(listed.body, index(descriptor(digest, "application/x.sbom", R"({"k":"v"})")));
}

TEST_F(OciReferrersTest, AreFilteredByArtifactType) {
  const std::string sbom = push_referrer("application/x.sbom+json");
  push_referrer("application/x.signature");
  const WireAnswer listed =
      send("GET", referrers_ + "?artifactType=application%2Fx.sbom%2Bjson", anonymous_);
  EXPECT_EQ(listed.field("OCI-Filters-Applied"), "artifactType");
  EXPECT_EQ(listed.body, index(descriptor(sbom, "application/x.sbom+json")));
  EXPECT_EQ(send("GET", referrers_ + "?artifactType=none", anonymous_).body, index(""));
  const WireAnswer all = send("GET", referrers_ + "?artifactType=", anonymous_);
  EXPECT_EQ(all.field("OCI-Filters-Applied"), "");
  EXPECT_EQ(all.body, send("GET", referrers_, anonymous_).body);
}

TEST_F(OciReferrersTest, ComeInPages) {
  std::string first = push_referrer("a");
  std::string second = push_referrer("a", R"({"n":"2"})");
  if (second < first) std::swap(first, second);
  const WireAnswer page = send("GET", referrers_ + "?n=1&artifactType=a", anonymous_);
  EXPECT_TRUE(page.body.contains(first) && !page.body.contains(second));
  const std::string link = page.field("Link");
  EXPECT_EQ(link, "<" + referrers_ + "?artifactType=a&n=1&last=" + percent_encode(first) +
                      ">; rel=\"next\"");
  const WireAnswer last = send("GET", link.substr(1, link.find('>') - 1), anonymous_);
  EXPECT_TRUE(!last.body.contains(first) && last.body.contains(second));
  EXPECT_EQ(last.field("Link"), "");
}

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

TEST_F(OciReferrersTest, AreListedForDigestsOnly) {
  EXPECT_EQ(send("GET", "/v2/acme/app/referrers/sha256:x", anonymous_).status, 400U);
  EXPECT_EQ(send("GET", "/v2/acme/app/referrers/latest", anonymous_).error(), "DIGEST_INVALID");
  EXPECT_EQ(send("GET", "/v2/acme/none/referrers/" + subject_, anonymous_).status, 404U);
}

TEST_F(OciReferrersTest, AreForgottenWithTheirManifest) {
  const std::string digest = push_referrer("a");
  EXPECT_EQ(send("DELETE", "/v2/acme/app/manifests/" + digest, owner_).status, 202U);
  EXPECT_EQ(send("GET", referrers_, anonymous_).body, index(""));
}

using OciCatalogTest = OciFixture;

TEST_F(OciCatalogTest, ListsTheCallersRepositoriesInPages) {
  create_repository("b/c");
  create_repository("zoo");
  EXPECT_EQ(send("GET", "/v2/_catalog", owner_).body,
            R"({"repositories":["acme/app","acme/b/c","acme/zoo"]})");
  const WireAnswer first = send("GET", "/v2/_catalog?n=2", owner_);
  EXPECT_EQ(first.body, R"({"repositories":["acme/app","acme/b/c"]})");
  EXPECT_EQ(first.field("Link"), "</v2/_catalog?n=2&last=acme%2Fb%2Fc>; rel=\"next\"");
  const WireAnswer second = send("GET", "/v2/_catalog?n=2&last=acme%2Fb%2Fc", owner_);
  EXPECT_EQ(second.body, R"({"repositories":["acme/zoo"]})");
  EXPECT_EQ(second.field("Link"), "");
  EXPECT_EQ(send("GET", "/v2/_catalog?last=acme", owner_).body,
            R"({"repositories":["acme/app","acme/b/c","acme/zoo"]})");
  for (const char* query : {"?n=0", "?last=acme/zoo", "?last=b"}) {
    const WireAnswer none = send("GET", "/v2/_catalog" + std::string(query), owner_);
    EXPECT_EQ(none.body, R"({"repositories":[]})") << query;
    EXPECT_EQ(none.field("Link"), "");
  }
  EXPECT_EQ(send("GET", "/v2/_catalog?n=-1", owner_).error(), "PAGINATION_NUMBER_INVALID");
}

TEST_F(OciCatalogTest, IsForCallersThatMaySeeIt) {
  const WireAnswer refused = send("GET", "/v2/_catalog", anonymous_);
  EXPECT_EQ(refused.status, 401U);
  EXPECT_NE(refused.field("WWW-Authenticate"), "");
  EXPECT_FALSE(send("GET", "/v2/_catalog", stranger_).body.contains("acme"));
}

TEST_F(OciCatalogTest, IsForUsersThatMayDescribeEveryRepository) {
  const std::string user = user_who_may("ecr-public:DescribeRepositories",
                                        "arn:aws:ecr-public::123456789012:repository/*");
  EXPECT_EQ(send("GET", "/v2/_catalog", user).body, R"({"repositories":["acme/app"]})");
}

TEST_F(OciCatalogTest, IsNotForUsersThatMayOnlyDescribeTheRegistry) {
  const std::string user =
      user_who_may("ecr-public:*", "arn:aws:ecr-public::123456789012:registry/123456789012");
  EXPECT_EQ(send("GET", "/v2/_catalog", user).error(), "DENIED");
}

TEST_F(OciFixture, TellsPollersThatTheTagsAreUnchanged) {
  const Repository repository = create_repository("polled");
  push(repository, "image", "v1");
  const std::string target = "/v2/acme/polled/tags/list?n=1";
  const std::string held =
      anonymous_ + "If-None-Match: " + send("GET", target, anonymous_).field("ETag") + "\r\n";
  EXPECT_EQ(send("GET", target, held).status, 304U);
  // The page is the same, but it is no longer the last one.
  push(repository, "image", "v2");
  EXPECT_EQ(send("GET", target, held).status, 200U);
  EXPECT_NE(send("HEAD", target, anonymous_).field("Link"), "");
}

TEST_F(OciFixture, AnswersHeadOfListsWithoutMakingThem) {
  const Repository repository = create_repository("headed");
  const Digest subject = push(repository, "image", "v1");
  const std::string name = "/v2/acme/headed/";
  const std::string referrers = name + "referrers/" + subject.text();
  for (const std::string& target :
       {name + "tags/list?n=0", name + "tags/list", referrers, std::string("/v2/_catalog")}) {
    const WireAnswer head = send("HEAD", target, owner_);
    EXPECT_EQ(head.status, 200U) << target;
    EXPECT_EQ(head.content_length, http::kLengthNotDetermined) << target;
    EXPECT_EQ(head.field("ETag"), "") << target;
    const WireAnswer listed = send("GET", target, owner_);
    EXPECT_NE(listed.body, "") << target;
    EXPECT_EQ(head.field("Content-Type"), listed.field("Content-Type")) << target;
  }
  EXPECT_EQ(send("HEAD", referrers + "?artifactType=a%2Fb", owner_).field("OCI-Filters-Applied"),
            "artifactType");
  // HEAD is refused for the same reasons.
  EXPECT_EQ(send("HEAD", name + "tags/list?n=x", owner_).status, 400U);
  EXPECT_EQ(send("HEAD", name + "referrers/x", owner_).status, 400U);
  EXPECT_EQ(send("HEAD", "/v2/acme/none/tags/list", owner_).status, 404U);
  EXPECT_EQ(send("HEAD", "/v2/_catalog", anonymous_).status, 401U);
}

}  // namespace
}  // namespace berth::oci
