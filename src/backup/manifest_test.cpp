#include "backup/manifest.h"

#include <gmock/gmock.h>

#include <fstream>

#include "base/test_support.h"

namespace berth::backup {
namespace {

using testing::HasSubstr;

const Manifest kBegun{.store = {.id = "0f8fad5b-d9cb-469f-a165-70867728950e",
                                .key_fingerprint = "00112233445566778899aabbccddeeff"},
                      .first_registry = *RegistryId::parse("123456789012")};

Manifest whole() {
  Manifest manifest = kBegun;
  manifest.snapshot = Snapshot{.database = "metadata-1.db",
                               .database_sha256 = std::string(64, 'a'),
                               .schema_version = 12,
                               .begun_at = "2026-11-30T22:00:00Z",
                               .manifests = 3,
                               .blobs = 7,
                               .blob_bytes = 1'234'567'890'123};
  return manifest;
}

TEST(Manifest, IsReadAsItWasWritten) {
  for (const Manifest& manifest : {kBegun, whole()}) {
    const auto read = parse_manifest(text_of(manifest), "backup.json");
    ASSERT_TRUE(read);
    EXPECT_EQ(text_of(*read), text_of(manifest));
  }
  const Snapshot read = *parse_manifest(text_of(whole()), "backup.json")->snapshot;
  EXPECT_EQ(read.blob_bytes, 1'234'567'890'123U);
  EXPECT_EQ(read.database, "metadata-1.db");
}

TEST(Manifest, NamesNoFileOutsideItsFolder) {
  for (const char* name : {"../metadata.db", "a/b", "", "."}) {
    Manifest manifest = whole();
    manifest.snapshot->database = name;
    EXPECT_FALSE(parse_manifest(text_of(manifest), "backup.json")) << name;
  }
}

TEST(Manifest, OtherFilesAreRefusedByName) {
  const std::string text = text_of(whole());
  for (const std::string& other :
       {std::string(), std::string("{}"), text.substr(0, text.size() / 2), std::string("[1]")}) {
    const auto read = parse_manifest(other, "/b/backup.json");
    ASSERT_FALSE(read) << other;
    EXPECT_EQ(read.error().subject, "/b/backup.json");
    EXPECT_THAT(read.error().reason, HasSubstr("is not the manifest of a backup"));
  }
}

TEST(Manifest, ANewerVersionIsRefused) {
  std::string text = text_of(whole());
  const std::string version = R"("version" : 1)";
  text.replace(text.find(version), version.size(), R"("version" : 2)");
  EXPECT_THAT(parse_manifest(text, "backup.json").error().reason, HasSubstr("use a newer one"));
}

TEST(Manifest, AMissingFileIsNotDamage) {
  const TemporaryFolder folder;
  const auto file = folder.path() / "backup.json";
  EXPECT_FALSE(read_manifest(file).value());
  std::ofstream(file) << text_of(kBegun);
  EXPECT_FALSE(read_manifest(file).value()->snapshot);
}

}  // namespace
}  // namespace berth::backup
