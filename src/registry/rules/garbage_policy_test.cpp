#include "registry/rules/garbage_policy.h"

#include <gtest/gtest.h>

namespace berth {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(GarbagePolicy, RecordsInterestInABlobSeldom) {
  const GarbagePolicy policy;
  const Timestamp since = from_milliseconds(5);
  EXPECT_TRUE(policy.lasts(since, since));
  EXPECT_TRUE(policy.lasts(since, since + milliseconds(9'999)));
  EXPECT_FALSE(policy.lasts(since, since + seconds(10)));
  EXPECT_TRUE(policy.lasts(std::nullopt, since + std::chrono::hours(1'000)));  // an image names it
}

TEST(GarbagePolicy, LeavesNineTenthsOfAShortGracePeriod) {
  const GarbagePolicy policy{.grace = seconds(20)};
  const Timestamp since = from_milliseconds(5);
  EXPECT_TRUE(policy.lasts(since, since + milliseconds(1'999)));
  EXPECT_FALSE(policy.lasts(since, since + seconds(2)));
}

}  // namespace
}  // namespace berth
