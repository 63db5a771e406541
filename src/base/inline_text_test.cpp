#include "base/inline_text.h"

#include <gtest/gtest.h>

namespace berth {
namespace {

TEST(InlineText, KeepsItsOwnCopy) {
  InlineText<4> text;
  EXPECT_TRUE(text.empty());
  std::string source = "abcd";
  text.assign(source);
  source = "xxxx";
  const InlineText<4> copy = text;
  text.assign("e");
  EXPECT_EQ(copy.text(), "abcd");
  EXPECT_EQ(text.text(), "e");
}

TEST(InlineText, KeepsNothingOfATextThatIsTooLong) {
  InlineText<4> text;
  text.assign("abcd");
  text.assign("abcde");
  EXPECT_EQ(text.text(), "");
}

}  // namespace
}  // namespace berth
