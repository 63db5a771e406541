// What images, indexes and their descriptors say about each other.
#include "contract/metadata_store_contract.h"

namespace berth {

using testing::ElementsAre;

TEST_P(MetadataStoreContract, RequiresAnIndexToDescribeItsManifestsCorrectly) {
  const Repository web = create("web");
  push(web, image("child"));
  const auto reason_of = [&](Child listed) {
    NewImage index = image("index");
    index.children = {child("missing"), std::move(listed)};
    const auto refused = put(web, index, {tag("v1")}, References::may_be_missing);
    EXPECT_EQ(refused.error().code, ErrorCode::manifest_invalid);
    EXPECT_EQ(refused.error().digest, Digest::of("child").text());
    return refused.error().reason;
  };
  const std::string digest = Digest::of("child").text();
  Child shorter = child("child");
  shorter.size_bytes = 4;
  EXPECT_EQ(reason_of(shorter), "the size of " + digest + " is 5, not 4");
  Child other = child("child");
  other.media_type = "application/vnd.oci.image.index.v1+json";
  EXPECT_EQ(reason_of(other), "the mediaType of " + digest +
                                  " is 'application/vnd.oci.image.manifest.v1+json', not "
                                  "'application/vnd.oci.image.index.v1+json'");
  EXPECT_THAT(image_digests(web), ElementsAre(digest));
  NewImage silent = image("index");
  silent.children = {{.digest = Digest::of("child"), .size_bytes = 5}};
  EXPECT_EQ(push(web, silent).image, ImageOutcome::created);
}

TEST_P(MetadataStoreContract, RequiresAManifestToMatchAnEarlierIndex) {
  const Repository web = create("web");
  NewImage index = image("index");
  index.children = {child("short"), child("other"), child("right")};
  index.children[0].size_bytes = 6;
  index.children[1].media_type = "application/vnd.oci.image.index.v1+json";
  ASSERT_TRUE(put(web, index, {tag("v1")}, References::may_be_missing));
  const auto reason_of = [&](std::string_view content) {
    const auto refused = put(web, image(content), {tag("v2")});
    EXPECT_EQ(refused.error().code, ErrorCode::manifest_invalid);
    return refused.error().reason;
  };
  const std::string as_listed = ", as the index " + index.digest.text() + " lists it";
  EXPECT_EQ(reason_of("short"),
            "the size of " + Digest::of("short").text() + " is 5, not 6" + as_listed);
  EXPECT_THAT(reason_of("other"), testing::EndsWith(as_listed));
  EXPECT_THAT(tag_names(web), ElementsAre("v1"));
  push(web, image("right"), tag("v2"));
  // In another repository, no index describes them.
  push(create("other"), image("short"));
  ASSERT_TRUE(store().delete_image(web, index.digest, "admin", at(0)));
  push(web, image("short"));
}

TEST_P(MetadataStoreContract, ForbidsAnIndexToListAManifestAsABlob) {
  const Repository web = create("web");
  NewImage index = image("index");
  index.media_type = "application/vnd.oci.image.index.v1+json";
  index.layers = {{.blob = {.digest = Digest::of("child"), .size_bytes = 5}, .media_type = "text"}};
  const std::string wrong = "the mediaType of " + Digest::of("child").text() +
                            " is 'application/vnd.oci.image.manifest.v1+json', not 'text'";
  ASSERT_TRUE(put(web, index, {}, References::may_be_missing));
  EXPECT_EQ(put(web, image("child")).error().reason,
            wrong + ", as the index " + index.digest.text() + " lists it");
  ASSERT_TRUE(store().delete_image(web, index.digest, "admin", at(0)));
  push(web, image("child"));
  EXPECT_EQ(put(web, index, {}, References::may_be_missing).error().reason, wrong);
  // A blob with the same bytes really is a blob.
  link(web, {.digest = Digest::of("child"), .size_bytes = 5});
  EXPECT_EQ(push(web, index).image, ImageOutcome::created);
}

}  // namespace berth
