#include "storage/sqlite/rows/packed_image.h"

#include <gtest/gtest.h>

namespace berth::storage::sqlite {
namespace {

TEST(PackedImage, UnpacksWhatWasPacked) {
  ImageUnpacker unpacker;
  for (const HashAlgorithm algorithm : {HashAlgorithm::sha512, HashAlgorithm::sha256}) {
    const Digest digest = Digest::of("image", algorithm);
    const std::string packed = pack_image({.digest = digest.text(),
                                           .size_bytes = UINT64_MAX,
                                           .pushed_at = from_milliseconds(1695067468108),
                                           .media_type = 7,
                                           .artifact_media_type = kNoMediaType});
    const ImageFacts facts = unpacker.unpack(packed).value();
    EXPECT_EQ(facts.digest, digest.text());
    EXPECT_EQ(facts.size_bytes, UINT64_MAX);
    EXPECT_EQ(facts.pushed_at, from_milliseconds(1695067468108));
    EXPECT_EQ(facts.media_type, 7U);
    EXPECT_EQ(facts.artifact_media_type, kNoMediaType);
  }
}

TEST(PackedImage, KeepsItsForm) {
  const std::string packed = pack_image({.digest = "sha256:00" + std::string(60, '1') + "ff",
                                         .size_bytes = 1,
                                         .pushed_at = from_milliseconds(2),
                                         .media_type = 3,
                                         .artifact_media_type = 4});
  ASSERT_EQ(packed.size(), 57U);
  EXPECT_EQ(packed.substr(0, 3), std::string("\0\0\x11", 3));
  EXPECT_EQ(packed.substr(32), std::string("\xff\1\0\0\0\0\0\0\0\2\0\0\0\0\0\0\0\3\0\0\0"
                                           "\4\0\0\0",
                                           25));
}

TEST(PackedImage, RefusesOtherBytes) {
  ImageUnpacker unpacker;
  const std::string packed = pack_image({.digest = Digest::of("image").text(), .pushed_at = {}});
  for (const std::string& damaged :
       {std::string(), packed + "x", packed.substr(1), "\1" + packed.substr(1),
        "\2" + packed.substr(1), "\xff" + packed.substr(1)}) {
    EXPECT_FALSE(unpacker.unpack(damaged));
  }
}

}  // namespace
}  // namespace berth::storage::sqlite
