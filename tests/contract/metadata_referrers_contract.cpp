// The contract of every metadata store: referrers.
#include <algorithm>

#include "contract/metadata_store_contract.h"

namespace berth {

using testing::ElementsAre;
using testing::ElementsAreArray;
using testing::IsEmpty;

namespace {

const Digest kSubject = Digest::of("subject");

// An image of that artifact type whose subject is kSubject.
NewImage referrer(NewImage image, std::string_view type) {
  image.artifact_media_type = type;
  image.subject = kSubject;
  return image;
}

std::vector<std::string> referrers(MetadataStore& store, const Repository& repository,
                                   std::optional<std::string_view> type = std::nullopt,
                                   std::string_view after = {}, std::size_t limit = 1000) {
  std::vector<std::string> digests;
  store.list_referrers(repository.key, kSubject, type, after, limit,
                       [&](const ReferrerView& found) {
                         digests.emplace_back(found.digest);
                         return true;
                       });
  return digests;
}

// The digests of images with these contents, in the order of a listing.
std::vector<std::string> digests_of(const std::vector<std::string>& contents) {
  std::vector<std::string> digests;
  for (const std::string& content : contents) digests.push_back(Digest::of(content).text());
  std::ranges::sort(digests);
  return digests;
}

}  // namespace

TEST_P(MetadataStoreContract, ListsNoMoreReferrersThanWanted) {
  const Repository web = create("web");
  for (const char* content : {"a", "b", "c"}) {
    NewImage referrer = image(content);
    referrer.subject = kSubject;
    push(web, referrer);
  }
  int seen = 0;
  store().list_referrers(web.key, kSubject, std::nullopt, "", 10,
                         [&](const ReferrerView&) { return ++seen < 2; });
  EXPECT_EQ(seen, 2);
}

TEST_P(MetadataStoreContract, DescribesAReferrerByItsManifest) {
  const Repository web = create("web");
  NewImage signature = referrer(image("signature"), "application/vnd.example.signature");
  signature.annotations = R"({"key":"value"})";
  push(web, signature);
  reopen();
  int count = 0;
  store().list_referrers(web.key, kSubject, std::nullopt, "", 10, [&](const ReferrerView& found) {
    ++count;
    EXPECT_EQ(found.digest, signature.digest.text());
    EXPECT_EQ(found.media_type, signature.media_type);
    EXPECT_EQ(found.artifact_type, "application/vnd.example.signature");
    EXPECT_EQ(found.size_bytes, signature.content.size());
    EXPECT_EQ(found.annotations, signature.annotations);
    return true;
  });
  EXPECT_EQ(count, 1);
}

TEST_P(MetadataStoreContract, ListsTheReferrersOfOneSubjectInOneRepository) {
  const Repository web = create("web");
  push(create("other"), referrer(image("elsewhere"), "a"));
  NewImage of_another = referrer(image("of another"), "a");
  of_another.subject = Digest::of("another");
  push(web, of_another);
  push(web, image("no subject"));
  EXPECT_THAT(referrers(store(), web), IsEmpty());
  push(web, referrer(image("x"), "a"));
  push(web, referrer(image("x"), "a"), tag("again"));
  EXPECT_THAT(referrers(store(), web), ElementsAre(Digest::of("x").text()));
}

TEST_P(MetadataStoreContract, ListsReferrersOfOneArtifactType) {
  const Repository web = create("web");
  for (const char* content : {"1", "2", "3"}) push(web, referrer(image(content), "a"));
  push(web, referrer(image("4"), "b"));
  push(web, referrer(image("5"), ""));
  EXPECT_THAT(referrers(store(), web, "a"), ElementsAreArray(digests_of({"1", "2", "3"})));
  EXPECT_THAT(referrers(store(), web, "b"), ElementsAreArray(digests_of({"4"})));
  EXPECT_THAT(referrers(store(), web, ""), ElementsAreArray(digests_of({"5"})));
  EXPECT_THAT(referrers(store(), web, "c"), IsEmpty());
}

TEST_P(MetadataStoreContract, ListsReferrersInPagesByDigest) {
  const Repository web = create("web");
  const std::vector<std::string> contents{"1", "2", "3", "4", "5"};
  for (const std::string& content : contents) push(web, referrer(image(content), "a"));
  for (const std::optional<std::string_view> type :
       {std::optional<std::string_view>(), std::optional<std::string_view>("a")}) {
    std::vector<std::string> all;
    for (std::string after;;) {
      const auto page = referrers(store(), web, type, after, 2);
      if (page.empty()) break;
      EXPECT_LE(page.size(), 2U);
      all.insert(all.end(), page.begin(), page.end());
      after = page.back();
    }
    EXPECT_THAT(all, ElementsAreArray(digests_of(contents)));
  }
}

TEST_P(MetadataStoreContract, ForgetsADeletedReferrer) {
  const Repository web = create("web");
  push(web, referrer(image("x"), "a"));
  push(web, image("subject"));
  ASSERT_TRUE(store().delete_image(web, kSubject, {.at = at(0), .user = "admin"}));
  EXPECT_THAT(referrers(store(), web), ElementsAre(Digest::of("x").text()));
  ASSERT_TRUE(store().delete_image(web, Digest::of("x"), {.at = at(0), .user = "admin"}));
  EXPECT_THAT(referrers(store(), web), IsEmpty());
}

}  // namespace berth
