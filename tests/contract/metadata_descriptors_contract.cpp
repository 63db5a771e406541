// What images, indexes and their descriptors say about each other.
#include "contract/metadata_store_contract.h"

namespace berth {

using testing::ElementsAre;

namespace {

ManifestFault fault_of(const auto& refused) {
  EXPECT_EQ(refused.error().code, ErrorCode::manifest_invalid);
  return facts_of<ManifestFault>(refused.error());
}

}  // namespace

TEST_P(MetadataStoreContract, RequiresAnIndexToDescribeItsManifestsCorrectly) {
  const Repository web = create("web");
  push(web, image("child"));
  const auto fault_of_listing = [&](Child listed) {
    NewImage index = image("index");
    index.children = {child("missing"), std::move(listed)};
    const auto refused = put(web, index, {tag("v1")}, References::may_be_missing);
    EXPECT_EQ(refused.error().digest, Digest::of("child").text());
    return fault_of(refused);
  };
  const std::string digest = Digest::of("child").text();
  Child shorter = child("child");
  shorter.size_bytes = 4;
  EXPECT_EQ(fault_of_listing(shorter), (ManifestFault{.kind = ManifestFaultKind::other_size,
                                                      .subject = digest,
                                                      .actual = "5",
                                                      .expected = "4"}));
  Child other = child("child");
  other.media_type = "application/vnd.oci.image.index.v1+json";
  EXPECT_EQ(fault_of_listing(other),
            (ManifestFault{.kind = ManifestFaultKind::other_media_type,
                           .subject = digest,
                           .actual = "application/vnd.oci.image.manifest.v1+json",
                           .expected = "application/vnd.oci.image.index.v1+json"}));
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
  EXPECT_EQ(fault_of(put(web, image("short"), {tag("v2")})),
            (ManifestFault{.kind = ManifestFaultKind::other_size,
                           .subject = Digest::of("short").text(),
                           .actual = "5",
                           .expected = "6",
                           .index = index.digest.text()}));
  EXPECT_EQ(fault_of(put(web, image("other"), {tag("v2")})).index, index.digest.text());
  EXPECT_THAT(tag_names(web), ElementsAre("v1"));
  push(web, image("right"), tag("v2"));
  // In another repository, no index describes them.
  push(create("other"), image("short"));
  ASSERT_TRUE(store().delete_image(web, index.digest, {.at = at(0), .user = "admin"}));
  push(web, image("short"));
}

TEST_P(MetadataStoreContract, ForbidsAnIndexToListAManifestAsABlob) {
  const Repository web = create("web");
  NewImage index = image("index");
  index.media_type = "application/vnd.oci.image.index.v1+json";
  index.layers = {{.blob = {.digest = Digest::of("child"), .size_bytes = 5}, .media_type = "text"}};
  const ManifestFault wrong{.kind = ManifestFaultKind::other_media_type,
                            .subject = Digest::of("child").text(),
                            .actual = "application/vnd.oci.image.manifest.v1+json",
                            .expected = "text"};
  ManifestFault as_listed = wrong;
  as_listed.index = index.digest.text();
  ASSERT_TRUE(put(web, index, {}, References::may_be_missing));
  EXPECT_EQ(fault_of(put(web, image("child"))), as_listed);
  ASSERT_TRUE(store().delete_image(web, index.digest, {.at = at(0), .user = "admin"}));
  push(web, image("child"));
  EXPECT_EQ(fault_of(put(web, index, {}, References::may_be_missing)), wrong);
  // A blob with the same bytes really is a blob.
  link(web, {.digest = Digest::of("child"), .size_bytes = 5});
  EXPECT_EQ(push(web, index).image, ImageOutcome::created);
}

}  // namespace berth
