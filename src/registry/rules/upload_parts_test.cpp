#include "registry/rules/upload_parts.h"

#include <gtest/gtest.h>

namespace berth {
namespace {

TEST(UploadParts, RememberTheSmallestOfAllButTheLast) {
  const UploadParts one = with_part({}, 10);
  EXPECT_EQ(one.count, 1U);
  EXPECT_EQ(one.smallest_but_last_bytes, UINT64_MAX);
  EXPECT_EQ(one.last_bytes, 10U);
  const UploadParts two = with_part(one, 3);
  EXPECT_EQ(two.count, 2U);
  EXPECT_EQ(two.smallest_but_last_bytes, 10U);
  const UploadParts three = with_part(two, 12);
  EXPECT_EQ(three.count, 3U);
  EXPECT_EQ(three.smallest_but_last_bytes, 3U);
  EXPECT_EQ(three.last_bytes, 12U);
}

}  // namespace
}  // namespace berth
