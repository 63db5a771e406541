#include "registry/values/manifest.h"

#include <gtest/gtest.h>

#include <string>

namespace berth {
namespace {

std::string digest_of(char fill) {
  return "sha256:" + std::string(64, fill);
}

std::string descriptor(char fill, int size, std::string_view type = "application/x") {
  return R"({"mediaType":")" + std::string(type) + R"(","digest":")" + digest_of(fill) +
         R"(","size":)" + std::to_string(size) + "}";
}

std::string image_manifest(const std::string& layers, const std::string& more = "") {
  return R"({"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",)" + more +
         R"("config":)" + descriptor('a', 10, "application/vnd.oci.image.config.v1+json") +
         R"(,"layers":[)" + layers + "]}";
}

std::string index_of(const std::string& descriptors) {
  return R"({"schemaVersion":2,"manifests":[)" + descriptors + "]}";
}

void expect_invalid(std::string_view content, std::string_view media_type,
                    ManifestFaultKind fault) {
  const auto image = parse_manifest(content, media_type);
  ASSERT_FALSE(image) << content;
  EXPECT_EQ(image.error().code, ErrorCode::manifest_invalid);
  EXPECT_EQ(facts_of<ManifestFault>(image.error()).kind, fault) << content;
}

TEST(ParseManifest, CountsConfigAndEachDistinctLayerOnce) {
  const std::string content = image_manifest(descriptor('b', 100) + "," + descriptor('c', 1000) +
                                             "," + descriptor('b', 100));
  const auto image = parse_manifest(content, media_types::kOciManifest);
  ASSERT_TRUE(image);
  EXPECT_EQ(image->size_bytes, 1110U);
  EXPECT_EQ(image->layers.size(), 3U);
  EXPECT_EQ(image->digest, Digest::of(content));
  EXPECT_EQ(image->content, content);
  EXPECT_EQ(image->artifact_media_type, "application/vnd.oci.image.config.v1+json");
}

TEST(ParseManifest, PrefersArtifactTypeOverTheConfigsMediaType) {
  const auto image =
      parse_manifest(image_manifest("", R"("artifactType":"application/vnd.acme.sbom",)"), "");
  ASSERT_TRUE(image);
  EXPECT_EQ(image->artifact_media_type, "application/vnd.acme.sbom");
}

TEST(ParseManifest, ReadsAnIndexAsItsChildren) {
  const std::string child = descriptor('d', 7, media_types::kOciManifest);
  const std::string content =
      index_of(child + "," + descriptor('e', 8, media_types::kDockerManifestList) + "," + child +
               R"(,{"digest":")" + digest_of('f') + R"(","size":9})");
  const auto image = parse_manifest(content, media_types::kOciIndex);
  ASSERT_TRUE(image);
  ASSERT_EQ(image->children.size(), 3U);
  EXPECT_EQ(image->children[0].digest.text(), digest_of('d'));
  EXPECT_EQ(image->children[0].size_bytes, 7U);
  EXPECT_EQ(image->children[0].media_type, media_types::kOciManifest);
  EXPECT_EQ(image->children[2].media_type, "");
  EXPECT_TRUE(image->layers.empty());
  EXPECT_TRUE(image->artifact_media_type.empty());
  EXPECT_EQ(image->size_bytes, 0U);
}

TEST(ParseManifest, RefusesContradictoryDescriptors) {
  const std::string layer = descriptor('b', 100);
  expect_invalid(image_manifest(layer + "," + descriptor('b', 101)), "",
                 ManifestFaultKind::two_sizes);
  expect_invalid(image_manifest(descriptor('a', 11)), "",
                 ManifestFaultKind::two_sizes);  // as the config
  const std::string child = descriptor('d', 7, media_types::kOciManifest);
  expect_invalid(index_of(child + "," + descriptor('d', 8, media_types::kOciManifest)), "",
                 ManifestFaultKind::two_sizes);
  expect_invalid(index_of(child + "," + descriptor('d', 7, media_types::kDockerManifest)), "",
                 ManifestFaultKind::two_media_types);
  // The bytes of a blob have no kind of their own: an empty blob is a config here and a layer
  // there.
  EXPECT_TRUE(parse_manifest(image_manifest(layer + "," + descriptor('b', 100, "text/plain")), ""));
}

TEST(ParseManifest, TreatsIndexEntriesThatAreNotManifestsAsBlobs) {
  const auto image =
      parse_manifest(index_of(descriptor('d', 7, "application/vnd.oci.image.layer.v1.tar+gzip") +
                              "," + descriptor('e', 8, "application/vnd.buildkit.cacheconfig.v0") +
                              "," + descriptor('a', 9, media_types::kOciManifest)),
                     media_types::kOciIndex);
  ASSERT_TRUE(image);
  ASSERT_EQ(image->layers.size(), 2U);
  EXPECT_EQ(image->layers[1].blob.digest.text(), digest_of('e'));
  EXPECT_EQ(image->layers[1].media_type, "application/vnd.buildkit.cacheconfig.v0");
  EXPECT_EQ(image->children.size(), 1U);
  EXPECT_EQ(image->size_bytes, 15U);
}

TEST(ParseManifest, TakesNullForAbsent) {
  const auto image =
      parse_manifest(R"({"schemaVersion":2,"mediaType":null,"artifactType":null,"subject":null,)"
                     R"("annotations":null,"manifests":null,"config":)" +
                         descriptor('a', 10) + R"(,"layers":null})",
                     media_types::kOciManifest);
  ASSERT_TRUE(image);
  EXPECT_EQ(image->media_type, media_types::kOciManifest);
  EXPECT_EQ(image->layers.size(), 1U);
  EXPECT_FALSE(image->subject);
  const auto index =
      parse_manifest(R"({"schemaVersion":2,"manifests":null})", media_types::kOciIndex);
  ASSERT_TRUE(index);
  EXPECT_TRUE(index->children.empty());
}

TEST(ParseManifest, RecognisesAManifestWithoutMediaTypeByItsStructure) {
  const std::string image =
      R"({"schemaVersion":2,"config":)" + descriptor('a', 10) + R"(,"layers":[]})";
  const std::string index = index_of("");
  const std::string empty_index = R"({"schemaVersion":2,"manifests":null})";
  const auto expect_kind = [](std::string_view content, std::string_view kind) {
    for (const std::string_view pushed_as : {kind, std::string_view()}) {
      const auto parsed = parse_manifest(content, pushed_as);
      ASSERT_TRUE(parsed);
      EXPECT_EQ(parsed->media_type, kind);
    }
    for (const std::string_view other :
         {media_types::kOciManifest, media_types::kOciIndex, media_types::kDockerManifest,
          media_types::kDockerManifestList, std::string_view("application/json")}) {
      if (other != kind)
        expect_invalid(content, other, ManifestFaultKind::structured_as_other_media_type);
    }
  };
  expect_kind(image, media_types::kOciManifest);
  expect_kind(index, media_types::kOciIndex);
  expect_kind(empty_index, media_types::kOciIndex);
}

TEST(ParseManifest, RefusesMembersThatOnlySomeReadersSee) {
  expect_invalid(image_manifest("", R"("MediaType":"application/x",)"), "",
                 ManifestFaultKind::ambiguous_member);
  expect_invalid(R"({"schemaVersion":2,"Manifests":[]})", media_types::kOciIndex,
                 ManifestFaultKind::ambiguous_member);
  expect_invalid(image_manifest("", R"("layers":[],)"), "", ManifestFaultKind::repeated_member);
}

TEST(ParseManifest, ReadsManifestsThatAnOlderBerthStored) {
  const std::string twice = R"({"schemaVersion":2,"config":)" + descriptor('a', 10) +
                            R"(,"Layers":[],"layers":[],"layers":[)" + descriptor('b', 1) + "]}";
  const auto image =
      read_stored_manifest(twice, std::string(media_types::kDockerManifest), HashAlgorithm::sha256);
  ASSERT_TRUE(image);
  EXPECT_EQ(image->media_type, media_types::kDockerManifest);
  EXPECT_EQ(image->layers.size(), 2U);
}

TEST(ParseManifest, DoesNotRequireNondistributableLayers) {
  for (const std::string_view type :
       {"application/vnd.docker.image.rootfs.foreign.diff.tar.gzip",
        "application/vnd.docker.image.rootfs.foreign.diff.tar",
        "application/vnd.docker.image.rootfs.foreign.diff.tar.zstd",
        "application/vnd.oci.image.layer.nondistributable.v1.tar",
        "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip"}) {
    const auto image =
        parse_manifest(image_manifest(descriptor('b', 100, type)), media_types::kOciManifest);
    ASSERT_TRUE(image) << type;
    EXPECT_EQ(image->layers.size(), 1U) << type;
    ASSERT_EQ(image->foreign_layers.size(), 1U) << type;
    EXPECT_EQ(image->foreign_layers[0].blob.digest.text(), digest_of('b'));
    EXPECT_EQ(image->size_bytes, 110U);
  }
  const auto image = parse_manifest(
      image_manifest(descriptor('b', 100, "application/vnd.docker.image.rootfs.diff.tar.gzip")),
      media_types::kOciManifest);
  ASSERT_TRUE(image);
  EXPECT_TRUE(image->foreign_layers.empty());
}

TEST(ParseManifest, ReadsTheSubjectAndTheAnnotations) {
  const auto image =
      parse_manifest(image_manifest("", R"("annotations":{"b":"\u00e9\"","a":""},"subject":)" +
                                            descriptor('f', 7) + ","),
                     "");
  ASSERT_TRUE(image);
  EXPECT_EQ(image->subject->text(), digest_of('f'));
  EXPECT_EQ(image->annotations, "{\"b\":\"\xc3\xa9\\\"\",\"a\":\"\"}");
  EXPECT_FALSE(parse_manifest(image_manifest(""), "")->subject);
  expect_invalid(image_manifest("", R"("subject":{"digest":"sha256:x","size":1},)"), "",
                 ManifestFaultKind::descriptor_with_invalid_digest);
  expect_invalid(
      image_manifest("", R"("annotations":{"a":1},"subject":)" + descriptor('f', 7) + ","), "",
      ManifestFaultKind::annotations_not_strings);
}

TEST(ParseManifest, HashesWithTheRequestedAlgorithm) {
  const auto image = parse_manifest(image_manifest(""), "", HashAlgorithm::sha512);
  ASSERT_TRUE(image);
  EXPECT_EQ(image->digest, Digest::of(image_manifest(""), HashAlgorithm::sha512));
}

TEST(ParseManifest, RefusesAContentTypeThatDiffersFromTheMediaType) {
  expect_invalid(image_manifest(""), media_types::kDockerManifest,
                 ManifestFaultKind::declared_other_media_type);
  expect_invalid(image_manifest(""), "text/plain", ManifestFaultKind::declared_other_media_type);
  expect_invalid(R"({"schemaVersion":2,"mediaType":"text/plain"})", "text/plain",
                 ManifestFaultKind::unsupported_media_type);
}

TEST(ParseManifest, RefusesADocumentOfTwoKinds) {
  expect_invalid(image_manifest("", R"("manifests":[],)"), media_types::kOciManifest,
                 ManifestFaultKind::manifests_in_image);
  expect_invalid(R"({"schemaVersion":2,"manifests":[],"layers":[]})", media_types::kOciIndex,
                 ManifestFaultKind::layers_in_index);
}

TEST(ParseManifest, RefusesEverythingElse) {
  expect_invalid("", media_types::kOciManifest, ManifestFaultKind::not_json);
  expect_invalid("[]", media_types::kOciManifest, ManifestFaultKind::not_an_object);
  expect_invalid("{}", media_types::kOciManifest, ManifestFaultKind::wrong_schema_version);
  expect_invalid(R"({"schemaVersion":1})", media_types::kOciManifest,
                 ManifestFaultKind::wrong_schema_version);
  expect_invalid(R"({"schemaVersion":2,"layers":[]})", media_types::kOciManifest,
                 ManifestFaultKind::no_config);
  expect_invalid(R"({"schemaVersion":2,"mediaType":3})", "", ManifestFaultKind::not_a_string);
  expect_invalid(R"({"schemaVersion":2,"config":{},"layers":[]})", "",
                 ManifestFaultKind::descriptor_without_digest);
  expect_invalid(image_manifest(R"({"digest":"sha256:x","size":1})"), "",
                 ManifestFaultKind::descriptor_with_invalid_digest);
  expect_invalid(image_manifest(R"({"digest":")" + digest_of('b') + R"(","size":-1})"), "",
                 ManifestFaultKind::descriptor_without_size);
  expect_invalid(std::string(100'000, '['), media_types::kOciManifest, ManifestFaultKind::not_json);
  expect_invalid("{\"schemaVersion\":2,\"a\":\"\xff\"}", media_types::kOciManifest,
                 ManifestFaultKind::not_json);
}

TEST(ParseManifest, RefusesSizesWhoseSumDoesNotFitIntoALong) {
  const auto foreign_layer = [](char fill, std::string_view size) {
    return R"({"mediaType":"application/vnd.oci.image.layer.nondistributable.v1.tar","digest":")" +
           digest_of(fill) + R"(","size":)" + std::string(size) + "}";
  };
  const auto largest =
      parse_manifest(image_manifest(foreign_layer('1', "9223372036854775797")), "");
  ASSERT_TRUE(largest);
  EXPECT_EQ(largest->size_bytes, 9'223'372'036'854'775'807U);
  expect_invalid(image_manifest(foreign_layer('1', "9223372036854775798")), "",
                 ManifestFaultKind::sizes_too_large);
  expect_invalid(image_manifest(foreign_layer('1', "9223372036854775797") + "," +
                                foreign_layer('2', "9223372036854775797")),
                 "", ManifestFaultKind::sizes_too_large);
}

TEST(ParseManifest, LimitsMediaTypes) {
  const std::string longest = "application/" + std::string(kMaxMediaTypeBytes - 12, 'x');
  const auto image =
      parse_manifest(image_manifest("", R"("artifactType":")" + longest + R"(",)"), "");
  ASSERT_TRUE(image);
  EXPECT_EQ(image->artifact_media_type, longest);
  expect_invalid(image_manifest("", R"("artifactType":")" + longest + R"(y",)"), "",
                 ManifestFaultKind::too_long);
  expect_invalid(image_manifest(descriptor('b', 1, longest + "y")), "",
                 ManifestFaultKind::too_long);
}

TEST(ParseManifest, AcceptsTenThousandLayers) {
  std::string layers = descriptor('b', 1);
  for (int i = 1; i < 10'000; ++i) layers += "," + descriptor('c', 1);
  const auto image = parse_manifest(image_manifest(layers), media_types::kOciManifest);
  ASSERT_TRUE(image);
  EXPECT_EQ(image->size_bytes, 12U);
}

TEST(ParseManifest, RefusesMoreThanFourMebibytes) {
  const auto image = parse_manifest(std::string(kMaxManifestBytes + 1, ' '), "");
  ASSERT_FALSE(image);
  EXPECT_EQ(image.error().code, ErrorCode::body_too_large);
}

}  // namespace
}  // namespace berth
