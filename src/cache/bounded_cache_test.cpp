#include "cache/bounded_cache.h"

#include <gtest/gtest.h>

namespace berth {
namespace {

std::shared_ptr<const std::string> text(std::string_view value) {
  return std::make_shared<const std::string>(value);
}

TEST(BoundedCache, FindsTheValueThatWasPutLast) {
  BoundedCache<std::string> cache(1000);
  EXPECT_FALSE(cache.find("a"));
  cache.put("a", text("one"), 3);
  cache.put("a", text("two"), 3);
  EXPECT_EQ(*cache.find("a"), "two");
  EXPECT_FALSE(cache.find("b"));
}

TEST(BoundedCache, ForgetsEverythingBeyondItsLimit) {
  BoundedCache<std::string> cache(10);
  cache.put("a", text("1234"), 4);
  cache.put("b", text("1234"), 4);
  EXPECT_TRUE(cache.find("a"));
  cache.put("c", text("1234"), 4);
  EXPECT_FALSE(cache.find("a"));
  EXPECT_FALSE(cache.find("b"));
  EXPECT_TRUE(cache.find("c"));
}

TEST(BoundedCache, CountsTheValueOfAKeyOnceAtItsCurrentSize) {
  BoundedCache<std::string> cache(10);
  cache.put("a", text("1"), 1);
  for (int i = 0; i < 3; ++i) cache.put("b", text("1234567"), 7);
  EXPECT_TRUE(cache.find("a"));
  cache.put("b", text("1"), 1);
  cache.put("c", text("12345"), 5);
  EXPECT_TRUE(cache.find("a"));
  EXPECT_TRUE(cache.find("b"));
  cache.put("b", text("12"), 2);
  EXPECT_FALSE(cache.find("c"));
}

TEST(BoundedCache, KeepsNothingLargerThanItself) {
  BoundedCache<std::string> cache(10);
  cache.put("a", text("1234"), 4);
  cache.put("b", text("1234567890"), 10);
  EXPECT_FALSE(cache.find("b"));
  EXPECT_TRUE(cache.find("a"));
}

}  // namespace
}  // namespace berth
