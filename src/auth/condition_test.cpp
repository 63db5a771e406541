#include "auth/condition.h"

#include <gtest/gtest.h>

namespace berth::auth {
namespace {

// Whether a condition with this operator and these values is met by the request's values.
bool met(std::string_view name, std::vector<std::string> expected,
         const std::vector<std::string>& actual) {
  Condition condition = parse_condition_operator(name).value();
  condition.key = "aws:TagKeys";
  condition.values = std::move(expected);
  return is_met(condition, [&actual](std::string_view) { return actual; });
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

TEST(Condition, TreatsAMissingKeyAsItsOperatorSays) {
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

// Otherwise a forbidden tag would pass beside another one.
TEST(Condition, IsNotMetByANegatedOperatorIfAnyOfSeveralValuesIsNamed) {
  EXPECT_FALSE(met("StringNotEquals", {"secret"}, {"secret", "other"}));
  EXPECT_FALSE(met("StringNotEquals", {"secret"}, {"other", "secret"}));
  EXPECT_FALSE(met("StringNotEqualsIgnoreCase", {"secret"}, {"other", "Secret"}));
  EXPECT_FALSE(met("StringNotLikeIfExists", {"s*"}, {"other", "secret"}));
  EXPECT_TRUE(met("StringNotEquals", {"secret"}, {"other", "another"}));
  EXPECT_TRUE(met("ForAnyValue:StringNotEquals", {"secret"}, {"secret", "other"}));
  EXPECT_FALSE(met("ForAllValues:StringNotEquals", {"secret"}, {"secret", "other"}));
}

TEST(Condition, ComparesAddressesWithRanges) {
  EXPECT_TRUE(met("IpAddress", {"192.0.2.0/24"}, {"192.0.2.7"}));
  EXPECT_TRUE(met("IpAddress", {"192.0.2.0/24"}, {"::ffff:192.0.2.7"}));
  EXPECT_TRUE(met("IpAddress", {"::ffff:192.0.2.0/120"}, {"192.0.2.7"}));
  EXPECT_TRUE(met("IpAddress", {"10.0.0.0/8", "2001:db8::/32"}, {"2001:db8:1::7"}));
  EXPECT_TRUE(met("IpAddress", {"192.0.2.7"}, {"192.0.2.7"}));
  EXPECT_FALSE(met("IpAddress", {"192.0.2.0/24"}, {"192.0.3.7"}));
  EXPECT_FALSE(met("IpAddress", {"0.0.0.0/0"}, {"2001:db8::7"}));
  EXPECT_FALSE(met("IpAddress", {"::/0"}, {"192.0.2.7"}));
  EXPECT_TRUE(met("NotIpAddress", {"10.0.0.0/8", "2001:db8::/32"}, {"192.0.2.7"}));
  EXPECT_FALSE(met("NotIpAddress", {"10.0.0.0/8", "192.0.2.0/24"}, {"192.0.2.7"}));
}

TEST(Condition, ComparesDatesInEveryForm) {
  constexpr const char* kNow = "2026-01-02T03:04:05Z";
  EXPECT_TRUE(met("DateEquals", {"2026-01-02T04:04:05+01:00"}, {kNow}));
  EXPECT_TRUE(met("DateEquals", {"1767323045"}, {kNow}));
  EXPECT_TRUE(met("DateNotEquals", {"2026-01-02"}, {kNow}));
  EXPECT_TRUE(met("DateLessThan", {"2027"}, {kNow}));
  EXPECT_FALSE(met("DateLessThan", {kNow}, {kNow}));
  EXPECT_TRUE(met("DateLessThanEquals", {kNow}, {kNow}));
  EXPECT_FALSE(met("DateGreaterThan", {kNow}, {kNow}));
  EXPECT_TRUE(met("DateGreaterThanEquals", {kNow}, {kNow}));
  EXPECT_TRUE(met("DateGreaterThan", {"2026-01-02T03:04Z"}, {"1767323045"}));
}

TEST(Condition, ComparesNumbers) {
  EXPECT_TRUE(met("NumericEquals", {"1767323045"}, {"1767323045"}));
  EXPECT_TRUE(met("NumericNotEquals", {"5"}, {"6"}));
  EXPECT_TRUE(met("NumericLessThan", {"10"}, {"9"}));
  EXPECT_FALSE(met("NumericLessThan", {"9"}, {"10"}));
  EXPECT_TRUE(met("NumericLessThanEquals", {"9"}, {"9"}));
  EXPECT_TRUE(met("NumericGreaterThan", {"-1"}, {"0"}));
  EXPECT_TRUE(met("NumericGreaterThanEquals", {"9"}, {"9"}));
}

TEST(Condition, ComparesArnsPartByPartAndBooleansWithoutCase) {
  constexpr const char* kUser = "arn:aws:iam::123456789012:user/ci";
  EXPECT_TRUE(met("ArnLike", {"arn:aws:iam::*:user/c*"}, {kUser}));
  EXPECT_TRUE(met("ArnEquals", {"arn:aws:iam::*:user/c*"}, {kUser}));
  EXPECT_FALSE(met("ArnNotLike", {"arn:aws:iam::*:user/c*"}, {kUser}));
  EXPECT_TRUE(met("ArnNotEquals", {"arn:aws:iam::*:user/d*"}, {kUser}));
  EXPECT_TRUE(met("Bool", {"True"}, {"true"}));
  EXPECT_FALSE(met("Bool", {"false"}, {"true"}));
  EXPECT_TRUE(met("BoolIfExists", {"true"}, {}));
}

TEST(Condition, HasValuesThatCanBeCompared) {
  const auto is_value = [](Comparison comparison, std::string_view text) {
    return is_condition_value(comparison, text);
  };
  EXPECT_TRUE(is_value(Comparison::address, "10.0.0.0/8"));
  EXPECT_TRUE(is_value(Comparison::boolean, "FALSE"));
  EXPECT_TRUE(is_value(Comparison::date, "2026-01-02"));
  EXPECT_TRUE(is_value(Comparison::arn, "arn:aws:iam::*:user/*"));
  EXPECT_TRUE(is_value(Comparison::number, "-5"));
  EXPECT_TRUE(is_value(Comparison::wildcards, "10.0.0.0/33"));
  EXPECT_FALSE(is_value(Comparison::address, "10.0.0.0/33"));
  EXPECT_FALSE(is_value(Comparison::address, "10.0.*"));
  EXPECT_FALSE(is_value(Comparison::boolean, "yes"));
  EXPECT_FALSE(is_value(Comparison::date, "tomorrow"));
  EXPECT_FALSE(is_value(Comparison::date, "9223372036854775807"));
  EXPECT_FALSE(is_value(Comparison::date, "2026-01-02T03:04:05"));
  EXPECT_FALSE(is_value(Comparison::arn, "*"));
  EXPECT_FALSE(is_value(Comparison::number, "5 "));
}

TEST(Condition, KnowsItsOperators) {
  EXPECT_TRUE(parse_condition_operator("foranyvalue:stringlikeifexists"));
  EXPECT_TRUE(parse_condition_operator("ForAllValues:NotIpAddressIfExists"));
  for (const std::string_view name : {"", "BinaryEquals", "IfExists", "IpAddresses", "DateLike"}) {
    EXPECT_FALSE(parse_condition_operator(name)) << name;
  }
}

TEST(Condition, KnowsTheKeysOfEcrPublicAndOfEveryRequest) {
  for (const std::string_view key :
       {"aws:RequestTag/team", "aws:ResourceTag/a b", "aws:tagkeys", "ecr-public:ResourceTag/team",
        "AWS:sourceip", "aws:SecureTransport", "aws:CurrentTime", "aws:EpochTime", "aws:userName",
        "aws:PrincipalArn", "aws:PrincipalAccount"}) {
    EXPECT_TRUE(find_condition_key(key)) << key;
  }
  for (const std::string_view key : {"", "aws:SourceVpc", "aws:SourceIp/", "aws:RequestTag/",
                                     "aws:RequestTag", "ecr-public:SourceIp"}) {
    EXPECT_FALSE(find_condition_key(key)) << key;
  }
}

TEST(Condition, ComparesOnlyValuesOfTheSameKind) {
  EXPECT_TRUE(is_comparable(Comparison::address, ConditionKey::source_ip));
  EXPECT_TRUE(is_comparable(Comparison::null, ConditionKey::source_ip));
  EXPECT_TRUE(is_comparable(Comparison::wildcards, ConditionKey::principal_arn));
  EXPECT_TRUE(is_comparable(Comparison::number, ConditionKey::epoch_time));
  EXPECT_FALSE(is_comparable(Comparison::wildcards, ConditionKey::source_ip));
  EXPECT_FALSE(is_comparable(Comparison::text, ConditionKey::secure_transport));
  EXPECT_FALSE(is_comparable(Comparison::number, ConditionKey::current_time));
  EXPECT_FALSE(is_comparable(Comparison::arn, ConditionKey::username));
  EXPECT_FALSE(is_comparable(Comparison::address, ConditionKey::tag_keys));
}

}  // namespace
}  // namespace berth::auth
