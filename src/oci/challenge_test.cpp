#include "oci/challenge.h"

#include <gtest/gtest.h>

namespace berth::oci {
namespace {

TEST(Challenge, IsWordedLikeTheRealServices) {
  const plane::Origin origin{.scheme = "https", .host = "public.ecr.aws"};
  EXPECT_EQ(bearer_challenge(origin),
            "Bearer realm=\"https://public.ecr.aws/token/\",service=\"public.ecr.aws\","
            "scope=\"aws\"");
  EXPECT_EQ(basic_challenge(origin), "Basic realm=\"https://public.ecr.aws/token/\"");
}

}  // namespace
}  // namespace berth::oci
