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

std::string reason_of(const NewImage& image, const DescriptorFacts& facts) {
  const auto checked = check_descriptors(web_repository(), image, facts);
  if (checked) return "";
  EXPECT_EQ(checked.error().code, ErrorCode::manifest_invalid);
  EXPECT_EQ(checked.error().repository, "web");
  return checked.error().reason;
}

TEST(Descriptors, OfChildrenMustBeTrue) {
  const std::string digest = Digest::of("child").text();
  const DescriptorFacts facts{.children = {manifest()}};
  EXPECT_EQ(reason_of(index_of({child(5, kManifest)}), facts), "");
  EXPECT_EQ(reason_of(index_of({child(5, "")}), facts), "");
  EXPECT_EQ(reason_of(index_of({child(4, kManifest)}), facts),
            "the size of " + digest + " is 5, not 4");
  EXPECT_EQ(reason_of(index_of({child(5, "x")}), facts),
            "the mediaType of " + digest + " is '" + std::string(kManifest) + "', not 'x'");
}

TEST(Descriptors, OfMissingChildrenMayBeAnything) {
  EXPECT_EQ(reason_of(index_of({child(4, "x")}), {.children = {std::nullopt}}), "");
}

TEST(Descriptors, OfABlobMustNotNameAManifest) {
  NewImage index = index_of({});
  index.layers = {{.blob = {.digest = Digest::of("layer"), .size_bytes = 5}, .media_type = "text"}};
  index.foreign_layers = {
      {.blob = {.digest = Digest::of("foreign"), .size_bytes = 7}, .media_type = "other"}};
  const BlobEntryFacts unknown;
  const BlobEntryFacts in_fact_a_manifest{.manifest_media_type = std::string(kManifest)};
  const BlobEntryFacts both{.is_held = true, .manifest_media_type = std::string(kManifest)};
  EXPECT_EQ(reason_of(index, {.blob_entries = {unknown, both}}), "");
  EXPECT_EQ(reason_of(index, {.blob_entries = {in_fact_a_manifest, unknown}}),
            "the mediaType of " + Digest::of("layer").text() + " is '" + std::string(kManifest) +
                "', not 'text'");
  EXPECT_EQ(reason_of(index, {.blob_entries = {both, in_fact_a_manifest}}),
            "the mediaType of " + Digest::of("foreign").text() + " is '" + std::string(kManifest) +
                "', not 'other'");
}

TEST(Descriptors, OfEarlierIndexesMustBeTrueOfTheImage) {
  const NewImage image = image_of("image");
  const std::string digest = image.digest.text();
  const auto listed = [](std::uint64_t size_bytes, std::string_view media_type) {
    return Listing{
        .index = "sha256:1", .size_bytes = size_bytes, .media_type = std::string(media_type)};
  };
  EXPECT_EQ(reason_of(image, {.listings = {listed(5, kManifest), listed(5, "")}}), "");
  EXPECT_EQ(reason_of(image, {.listings = {listed(5, ""), listed(6, kIndex)}}),
            "the size of " + digest + " is 5, not 6, as the index sha256:1 lists it");
  EXPECT_EQ(reason_of(image, {.listings = {listed(5, "x")}}),
            "the mediaType of " + digest + " is '" + std::string(kManifest) +
                "', not 'x', as the index sha256:1 lists it");
  EXPECT_EQ(reason_of(image, {.blob_listing = listed(5, "text")}),
            "the mediaType of " + digest + " is '" + std::string(kManifest) +
                "', not 'text', as the index sha256:1 lists it");
}

TEST(Descriptors, GiveAnIndexTheSizeOfItsLargestManifest) {
  const NewImage index = index_of({child(5, ""), child(5, ""), child(5, "")});
  EXPECT_EQ(image_size_bytes(index, {.children = {manifest(10), manifest(30), std::nullopt}}), 30U);
  EXPECT_EQ(image_size_bytes(index, {.children = {std::nullopt, std::nullopt, std::nullopt}}), 0U);
  EXPECT_EQ(image_size_bytes(image_of("image"), {}), 100U);
}

}  // namespace
}  // namespace berth
