#include "base/excerpt.h"

#include <gtest/gtest.h>

namespace berth {
namespace {

TEST(Excerpt, IsTheWholeOfAShortText) {
  EXPECT_EQ(excerpt(""), "");
  EXPECT_EQ(excerpt(std::string(kMaxExcerptBytes, 'x')), std::string(kMaxExcerptBytes, 'x'));
}

TEST(Excerpt, IsTheStartOfALongOne) {
  EXPECT_EQ(excerpt(std::string(5'000'000, 'x')), std::string(kMaxExcerptBytes, 'x') + "...");
}

TEST(Excerpt, EndsBetweenTwoCharacters) {
  const std::string start(kMaxExcerptBytes - 1, 'x');
  EXPECT_EQ(excerpt(start + "\xe2\x82\xac" + start), start + "...");
  EXPECT_EQ(excerpt(std::string(300, '\x80')).size(), kMaxExcerptBytes - 4 + 3);  // not UTF-8
}

TEST(Printable, ReplacesBytesThatAreNotPrintable) {
  EXPECT_EQ(printable("GE\xffT\n", 4), "GE_T");
  EXPECT_EQ(printable("a\nb", 100), "a_b");
}

}  // namespace
}  // namespace berth
