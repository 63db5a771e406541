#include "registry/rules/descriptors.h"

#include <gtest/gtest.h>

#include "registry/rules/test_support.h"

namespace berth {
namespace {

constexpr std::string_view kManifest = "application/vnd.oci.image.manifest.v1+json";
constexpr std::string_view kIndex = "application/vnd.oci.image.index.v1+json";

NewImage index_of(std::vector<Child> children) {
  NewImage image = image_of("index");
  image.media_type = kIndex;
  image.size_bytes = 0;
  image.children = std::move(children);
  return image;
}

Child child(std::uint64_t size_bytes, std::string_view media_type) {
  return {.digest = Digest::of("child"),
          .size_bytes = size_bytes,
          .media_type = std::string(media_type)};
}

StoredManifestFacts manifest(std::uint64_t image_size_bytes = 100) {
  return {
      .size_bytes = 5, .media_type = std::string(kManifest), .image_size_bytes = image_size_bytes};
}

// nullopt: nothing is wrong.
std::optional<ManifestFault> fault_of(const NewImage& image, const DescriptorFacts& facts) {
  const auto checked = check_descriptors(web_repository(), image, facts);
  if (checked) return std::nullopt;
  EXPECT_EQ(checked.error().code, ErrorCode::manifest_invalid);
  EXPECT_EQ(checked.error().repository, "web");
  return facts_of<ManifestFault>(checked.error());
}

ManifestFault other_media_type(const Digest& digest, std::string_view said,
                               std::string_view index = {}) {
  return {.kind = ManifestFaultKind::other_media_type,
          .subject = digest.text(),
          .actual = std::string(kManifest),
          .expected = std::string(said),
          .index = std::string(index)};
}

ManifestFault other_size(const Digest& digest, std::string_view said, std::string_view index = {}) {
  return {.kind = ManifestFaultKind::other_size,
          .subject = digest.text(),
          .actual = "5",
          .expected = std::string(said),
          .index = std::string(index)};
}

TEST(Descriptors, OfChildrenMustBeTrue) {
  const Digest digest = Digest::of("child");
  const DescriptorFacts facts{.children = {manifest()}};
  EXPECT_EQ(fault_of(index_of({child(5, kManifest)}), facts), std::nullopt);
  EXPECT_EQ(fault_of(index_of({child(5, "")}), facts), std::nullopt);
  EXPECT_EQ(fault_of(index_of({child(4, kManifest)}), facts), other_size(digest, "4"));
  EXPECT_EQ(fault_of(index_of({child(5, "x")}), facts), other_media_type(digest, "x"));
}

TEST(Descriptors, OfMissingChildrenMayBeAnything) {
  EXPECT_EQ(fault_of(index_of({child(4, "x")}), {.children = {std::nullopt}}), std::nullopt);
}

TEST(Descriptors, OfABlobMustNotNameAManifest) {
  NewImage index = index_of({});
  index.layers = {{.blob = {.digest = Digest::of("layer"), .size_bytes = 5}, .media_type = "text"}};
  index.foreign_layers = {
      {.blob = {.digest = Digest::of("foreign"), .size_bytes = 7}, .media_type = "other"}};
  const BlobEntryFacts unknown;
  const BlobEntryFacts in_fact_a_manifest{.manifest_media_type = std::string(kManifest)};
  const BlobEntryFacts both{.is_held = true, .manifest_media_type = std::string(kManifest)};
  EXPECT_EQ(fault_of(index, {.blob_entries = {unknown, both}}), std::nullopt);
  EXPECT_EQ(fault_of(index, {.blob_entries = {in_fact_a_manifest, unknown}}),
            other_media_type(Digest::of("layer"), "text"));
  EXPECT_EQ(fault_of(index, {.blob_entries = {both, in_fact_a_manifest}}),
            other_media_type(Digest::of("foreign"), "other"));
}

TEST(Descriptors, OfEarlierIndexesMustBeTrueOfTheImage) {
  const NewImage image = image_of("image");
  const Digest& digest = image.digest;
  const auto listed = [](std::uint64_t size_bytes, std::string_view media_type) {
    return Listing{
        .index = "sha256:1", .size_bytes = size_bytes, .media_type = std::string(media_type)};
  };
  EXPECT_EQ(fault_of(image, {.listings = {listed(5, kManifest), listed(5, "")}}), std::nullopt);
  EXPECT_EQ(fault_of(image, {.listings = {listed(5, ""), listed(6, kIndex)}}),
            other_size(digest, "6", "sha256:1"));
  EXPECT_EQ(fault_of(image, {.listings = {listed(5, "x")}}),
            other_media_type(digest, "x", "sha256:1"));
  EXPECT_EQ(fault_of(image, {.blob_listing = listed(5, "text")}),
            other_media_type(digest, "text", "sha256:1"));
}

TEST(Descriptors, GiveAnIndexTheSizeOfItsLargestManifest) {
  const NewImage index = index_of({child(5, ""), child(5, ""), child(5, "")});
  EXPECT_EQ(image_size_bytes(index, {.children = {manifest(10), manifest(30), std::nullopt}}), 30U);
  EXPECT_EQ(image_size_bytes(index, {.children = {std::nullopt, std::nullopt, std::nullopt}}), 0U);
  EXPECT_EQ(image_size_bytes(image_of("image"), {}), 100U);
}

}  // namespace
}  // namespace berth
