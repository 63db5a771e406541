#include "gallery/image_content.h"

#include <gtest/gtest.h>

namespace berth::gallery {
namespace {

const std::string kDigest = "sha256:" + std::string(64, 'a');

TEST(ManifestContent, FoldsAttestationsIntoTheirPlatform) {
  const auto manifest = read_manifest_content(
      R"({"manifests":[
        {"digest":")" +
      kDigest + R"(","size":5,"platform":{"os":"linux","architecture":"amd64"}},
        {"digest":"sha256:b","platform":{"os":"linux","architecture":"arm","variant":"v7"}},
        {"digest":"sha256:c","platform":{"os":"unknown","architecture":"unknown"},
         "annotations":{"vnd.docker.reference.type":"attestation-manifest",
                        "vnd.docker.reference.digest":")" +
      kDigest + R"("}}]})");
  ASSERT_TRUE(manifest);
  EXPECT_EQ(platforms_of(*manifest), (std::vector<std::string>{"linux/amd64", "linux/arm/v7"}));
  EXPECT_EQ(attestations_of(*manifest), 1U);
  EXPECT_EQ(manifest->manifests.back().attests, kDigest);
}

TEST(ManifestContent, LeavesOutWhatIsOfAnotherKind) {
  const auto manifest = read_manifest_content(
      R"({"layers":[1,{"digest":2,"size":"x"},{"size":-1}],
          "annotations":{"a":1,"b":"c"},"config":[]})");
  ASSERT_TRUE(manifest);
  EXPECT_EQ(manifest->layers.size(), 2U);
  EXPECT_EQ(manifest->layers.front().digest, "");
  EXPECT_EQ(manifest->layers.back().size_bytes, 0U);
  ASSERT_EQ(manifest->annotations.size(), 1U);
  EXPECT_EQ(manifest->annotations.front().name, "b");
  EXPECT_FALSE(manifest->config);
  EXPECT_FALSE(read_manifest_content("[]"));
  EXPECT_FALSE(read_manifest_content("{"));
}

TEST(ManifestContent, CutsALongTextBetweenCharacters) {
  std::string text(kMaxShownTextBytes - 1, 'a');
  text += "\xC3\xA4\xC3\xA4";
  const auto manifest = read_manifest_content(R"({"annotations":{"a":")" + text + R"("}})");
  EXPECT_EQ(manifest->annotations.front().value, std::string(kMaxShownTextBytes - 1, 'a') + "...");
}

TEST(ConfigContent, ReadsWhatAnImageRuns) {
  const auto config = read_config_content(
      R"({"os":"linux","architecture":"arm64","variant":"v8","created":"2026-01-02T03:04:05Z",
          "config":{"User":"app","Env":["A=b"],"Entrypoint":["/app"],"Cmd":["serve"],
                    "ExposedPorts":{"80/tcp":{},"443/tcp":{}},"Labels":{"z":"1","a":"<b>"}},
          "history":[{"created_by":"FROM x"},{"created_by":"ENV A=b","empty_layer":true}]})");
  ASSERT_TRUE(config);
  EXPECT_EQ(config->platform.text(), "linux/arm64/v8");
  EXPECT_EQ(config->ports, (std::vector<std::string>{"443/tcp", "80/tcp"}));
  EXPECT_EQ(config->labels.front().value, "<b>");
  ASSERT_EQ(config->history.size(), 2U);
  EXPECT_TRUE(config->history.front().has_layer);
  EXPECT_FALSE(config->history.back().has_layer);
}

TEST(ConfigContent, IsReadHoweverLittleItSays) {
  EXPECT_TRUE(read_config_content("{}"));
  EXPECT_TRUE(read_config_content(R"({"config":null,"history":{},"os":1})"));
  EXPECT_FALSE(read_config_content("null"));
}

}  // namespace
}  // namespace berth::gallery
