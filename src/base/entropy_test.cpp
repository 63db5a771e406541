#include "base/entropy.h"

#include <gtest/gtest.h>

namespace berth {
namespace {

TEST(Uuid, IsRandomAndOfVersionFour) {
  SystemEntropy entropy;
  const std::string uuid = make_uuid(entropy);
  EXPECT_TRUE(is_uuid(uuid)) << uuid;
  EXPECT_EQ(uuid[14], '4');
  EXPECT_NE(std::string("89ab").find(uuid[19]), std::string::npos);
  EXPECT_NE(uuid, make_uuid(entropy));
}

TEST(Uuid, HasDashesAndHexadecimalDigitsOnly) {
  EXPECT_TRUE(is_uuid("0b5A7a0c-0000-4000-8000-000000000000"));
  EXPECT_FALSE(is_uuid("0b5a7a0c-0000-4000-8000-00000000000"));
  EXPECT_FALSE(is_uuid("0b5a7a0c-0000-4000-8000-00000000000g"));
  EXPECT_FALSE(is_uuid("0b5a7a0c00000-4000-8000-000000000000"));
  EXPECT_FALSE(is_uuid("../../../../../../../../../../etc/pa"));
}

}  // namespace
}  // namespace berth
