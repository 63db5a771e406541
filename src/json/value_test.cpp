#include "json/value.h"

#include <gtest/gtest.h>

#include <limits>

#include "json/reader.h"

namespace berth::json {
namespace {

constexpr std::int64_t kMin = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();

TEST(JsonValue, IsAnIntegerWhenItIsWrittenAsOne) {
  const auto integer = [](std::string_view text) { return parse(text)->root().if_integer(); };
  EXPECT_EQ(integer("0"), 0);
  EXPECT_EQ(integer("-7"), -7);
  EXPECT_EQ(integer("9223372036854775807"), kMax);
  EXPECT_EQ(integer("-9223372036854775808"), kMin);
  for (const char* text : {"2.0", "1e2", "9223372036854775808", "\"1\"", "true", "null", "[1]"}) {
    EXPECT_EQ(integer(text), std::nullopt) << text;
  }
}

TEST(JsonValue, IsAWholeNumberHoweverItIsWritten) {
  const auto whole = [](std::string_view text) { return parse(text)->root().if_whole(); };
  EXPECT_EQ(whole("7"), 7);
  EXPECT_EQ(whole("2.0"), 2);
  EXPECT_EQ(whole("-2.000"), -2);
  EXPECT_EQ(whole("1e3"), 1000);
  EXPECT_EQ(whole("1.50E+1"), 15);
  EXPECT_EQ(whole("1200e-2"), 12);
  EXPECT_EQ(whole("0.0"), 0);
  EXPECT_EQ(whole("0e-999999999"), 0);
  EXPECT_EQ(whole("9223372036854775807.0"), kMax);
  EXPECT_EQ(whole("9007199254740993.0"), 9'007'199'254'740'993);  // no double has this value
  for (const char* text : {"2.5", "0.1", "1e-1", "12e-2", "1e-999999999", "\"2\""}) {
    EXPECT_EQ(whole(text), std::nullopt) << text;
  }
}

TEST(JsonValue, IsTheNearestInt64WhenOutOfRange) {
  const auto whole = [](std::string_view text) { return parse(text)->root().if_whole(); };
  for (const char* text : {"9223372036854775808", "18446744073709551616.0", "1e19", "1e999",
                           "1e999999999", "99999999999999999999999"}) {
    EXPECT_EQ(whole(text), kMax) << text;
    EXPECT_EQ(whole("-" + std::string(text)), kMin) << text;
  }
}

TEST(JsonValue, FindsTheLastMemberOfAName) {
  const auto document = parse(R"({"a":1,"b":{"a":2},"a":[{"a":4}],"\u0061":3})");
  const auto object = document->root().if_object();
  EXPECT_EQ(object->find("a")->if_integer(), 3);
  EXPECT_FALSE(object->contains("A"));
  EXPECT_FALSE(object->contains(""));
}

TEST(JsonValue, FindsARepeatedMember) {
  const auto repeated = [](std::string_view text) {
    return find_repeated_member(parse(text)->root()).has_value();
  };
  EXPECT_TRUE(repeated(R"({"a":1,"a":1})"));
  EXPECT_TRUE(repeated(R"([{"b":{"a":1,"c":2,"a":3}}])"));
  EXPECT_TRUE(repeated(R"({"a":{"b":1,"c":2},"a":{}})"));
  EXPECT_TRUE(repeated(R"({"a":1,"\u0061":2})"));
  EXPECT_FALSE(repeated(R"({"a":{"a":[{"a":1},{"a":2}]},"A":0})"));
  EXPECT_FALSE(repeated(R"({"a:\":":":{\"a\":1}"})"));
  EXPECT_FALSE(repeated("[1]"));
  const auto document = parse(R"({"a":{"bc":0,"d":1,"bc":2}})");
  EXPECT_EQ(find_repeated_member(document->root()), "bc");
}

}  // namespace
}  // namespace berth::json
