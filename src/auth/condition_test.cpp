#include "auth/condition.h"

#include <gtest/gtest.h>

namespace berth::auth {
namespace {

// Whether a condition with this operator and these values is met by what the request has.
bool met(std::string_view name, std::vector<std::string> expected,
         const std::vector<std::string>& actual) {
  Condition condition = parse_condition_operator(name).value();
  condition.key = "aws:TagKeys";
  condition.values = std::move(expected);
  return is_met(condition, [&actual](std::string_view) { return actual; });
}

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

TEST(Wildcards, TakeBytesThatAreNoUtf8AsTheyAre) {
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

TEST(Condition, ComparesAsItsOperatorSays) {
  EXPECT_TRUE(met("StringEquals", {"a", "b"}, {"b"}));
  EXPECT_FALSE(met("StringEquals", {"a"}, {"A"}));
  EXPECT_TRUE(met("StringEqualsIgnoreCase", {"a"}, {"A"}));
  EXPECT_TRUE(met("StringNotEquals", {"a", "b"}, {"c"}));
  EXPECT_FALSE(met("StringNotEquals", {"a", "b"}, {"b"}));
  EXPECT_FALSE(met("StringNotEqualsIgnoreCase", {"a"}, {"A"}));
  EXPECT_TRUE(met("StringLike", {"a*"}, {"abc"}));
  EXPECT_FALSE(met("StringNotLike", {"a*"}, {"abc"}));
}

TEST(Condition, TreatsAKeyThatIsNotThereAsItsOperatorSays) {
  EXPECT_FALSE(met("StringEquals", {"a"}, {}));
  EXPECT_TRUE(met("StringEqualsIfExists", {"a"}, {}));
  EXPECT_TRUE(met("StringNotEquals", {"a"}, {}));
  EXPECT_TRUE(met("Null", {"true"}, {}));
  EXPECT_FALSE(met("Null", {"true"}, {"x"}));
  EXPECT_TRUE(met("Null", {"false"}, {"x"}));
}

TEST(Condition, WantsAnyOrAllOfSeveralValues) {
  EXPECT_TRUE(met("ForAnyValue:StringEquals", {"a"}, {"b", "a"}));
  EXPECT_FALSE(met("ForAnyValue:StringEquals", {"a"}, {"b"}));
  EXPECT_FALSE(met("ForAnyValue:StringEquals", {"a"}, {}));
  EXPECT_FALSE(met("ForAnyValue:StringNotEquals", {"a"}, {}));
  EXPECT_TRUE(met("ForAllValues:StringLike", {"a*", "b"}, {"ab", "b"}));
  EXPECT_FALSE(met("ForAllValues:StringLike", {"a*"}, {"ab", "b"}));
  EXPECT_TRUE(met("ForAllValues:StringLike", {"a*"}, {}));
}

// Or a tag that is forbidden would pass beside another.
TEST(Condition, IsNotMetByANegatedOperatorIfAnyOfSeveralValuesIsNamed) {
  EXPECT_FALSE(met("StringNotEquals", {"secret"}, {"secret", "other"}));
  EXPECT_FALSE(met("StringNotEquals", {"secret"}, {"other", "secret"}));
  EXPECT_FALSE(met("StringNotEqualsIgnoreCase", {"secret"}, {"other", "Secret"}));
  EXPECT_FALSE(met("StringNotLikeIfExists", {"s*"}, {"other", "secret"}));
  EXPECT_TRUE(met("StringNotEquals", {"secret"}, {"other", "another"}));
  EXPECT_TRUE(met("ForAnyValue:StringNotEquals", {"secret"}, {"secret", "other"}));
  EXPECT_FALSE(met("ForAllValues:StringNotEquals", {"secret"}, {"secret", "other"}));
}

TEST(Condition, KnowsTheOperatorsOfStringsOnly) {
  EXPECT_TRUE(parse_condition_operator("foranyvalue:stringlikeifexists"));
  for (const std::string_view name : {"", "NumericEquals", "IfExists", "IpAddress", "ArnLike"}) {
    EXPECT_FALSE(parse_condition_operator(name)) << name;
  }
}

TEST(Condition, KnowsTheKeysOfEcrPublic) {
  for (const std::string_view key : {"aws:RequestTag/team", "aws:ResourceTag/a b", "aws:tagkeys",
                                     "ecr-public:ResourceTag/team"}) {
    EXPECT_TRUE(is_condition_key(key)) << key;
  }
  for (const std::string_view key : {"", "aws:SourceIp", "aws:RequestTag/", "aws:RequestTag"}) {
    EXPECT_FALSE(is_condition_key(key)) << key;
  }
}

}  // namespace
}  // namespace berth::auth
