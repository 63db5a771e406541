#include "cache/versioned_cache.h"

#include <gtest/gtest.h>

namespace berth {
namespace {

std::shared_ptr<const std::string> text(std::string_view value) {
  return std::make_shared<const std::string>(value);
}

TEST(VersionedCache, KeepsAValueAsLongAsTheStoreStaysTheSame) {
  VersionedCache<std::string> cache(1000);
  EXPECT_FALSE(cache.find({1}, "a"));
  cache.put({1}, "a", text("one"), 3);
  ASSERT_TRUE(cache.find({1}, "a"));
  EXPECT_EQ(*cache.find({1}, "a"), "one");
  EXPECT_FALSE(cache.find({1}, "b"));
  EXPECT_FALSE(cache.find({2}, "a"));
  cache.put({2}, "b", text("two"), 3);
  EXPECT_FALSE(cache.find({1}, "a"));
  EXPECT_FALSE(cache.find({2}, "a"));
  EXPECT_EQ(*cache.find({2}, "b"), "two");
}

}  // namespace
}  // namespace berth
