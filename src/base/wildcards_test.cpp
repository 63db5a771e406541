#include "base/wildcards.h"

#include <gtest/gtest.h>

#include <string>

namespace berth {
namespace {

TEST(Wildcards, StandForAnyTextAndAnyCharacter) {
  EXPECT_TRUE(matches_wildcards("*", ""));
  EXPECT_TRUE(matches_wildcards("a*c", "abbc"));
  EXPECT_TRUE(matches_wildcards("a*b*c", "aXbXbXc"));
  EXPECT_TRUE(matches_wildcards("a?c", "abc"));
  EXPECT_TRUE(matches_wildcards("**", "x"));
  EXPECT_TRUE(matches_wildcards("*?", "x"));
  EXPECT_FALSE(matches_wildcards("a?c", "ac"));
  EXPECT_FALSE(matches_wildcards("a*c", "abcd"));
  EXPECT_FALSE(matches_wildcards("", "x"));
  EXPECT_FALSE(matches_wildcards("abc", "ABC"));
}

TEST(Wildcards, CountCharactersAndNotBytes) {
  EXPECT_TRUE(matches_wildcards("caf?", "café"));
  EXPECT_TRUE(matches_wildcards("?x?", "€x🦭"));
  EXPECT_TRUE(matches_wildcards("*?é", "éé"));
  EXPECT_TRUE(matches_wildcards("*?", "🦭"));
  EXPECT_FALSE(matches_wildcards("caf??", "café"));
  EXPECT_FALSE(matches_wildcards("*??", "🦭"));
  EXPECT_FALSE(matches_wildcards("??*", "é"));
}

TEST(Wildcards, TreatBytesThatAreNotUtf8AsTheyAre) {
  EXPECT_TRUE(matches_wildcards("?\x80", "a\x80"));
  EXPECT_TRUE(matches_wildcards("*\xC3", "a\xC3"));
  EXPECT_TRUE(matches_wildcards("?", "\xC3"));
  EXPECT_FALSE(matches_wildcards("?", "\x80"));
}

TEST(Wildcards, TakeNoLongerForAHostilePattern) {
  std::string pattern;
  for (int i = 0; i < 1000; ++i) pattern += "a*";
  EXPECT_FALSE(matches_wildcards(pattern + "b", std::string(5000, 'a')));
}

}  // namespace
}  // namespace berth
