#include "json/reader.h"

#include <gtest/gtest.h>

namespace berth::json {
namespace {

TEST(JsonReader, ReadsOneValue) {
  const auto value = parse(R"({"a":[1,"x",null]})");
  ASSERT_TRUE(value);
  EXPECT_EQ(value->at("a").at(1).as_string(), "x");
}

TEST(JsonReader, RefusesWhatIsNotOneValue) {
  for (const char* text : {"", "{", "{} {}", "{'a':1}", "[1,]", "nul", "\"\xff\"", "\"\\ud800\""}) {
    EXPECT_FALSE(parse(text)) << text;
  }
}

TEST(JsonReader, RefusesNestingBeyondItsDepth) {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  EXPECT_TRUE(parse(nested(kMaxDepth)));
  EXPECT_FALSE(parse(nested(kMaxDepth + 1)));
  EXPECT_FALSE(parse(std::string(200'000, '[')));
}

// Read, they would take many times the bytes of their text.
TEST(JsonReader, RefusesMoreValuesThanARequestOrManifestHas) {
  const auto repeat = [](std::string_view element, std::size_t count) {
    std::string text = "[";
    for (std::size_t i = 0; i < count; ++i) text.append(element).append(1, ',');
    text.back() = ']';
    return text;
  };
  EXPECT_TRUE(parse(repeat("0", kMaxValues - 1)));
  EXPECT_EQ(parse(repeat("0", kMaxValues)).error(),
            (Error{.code = ErrorCode::invalid_parameter, .reason = "has too many values"}));
  EXPECT_FALSE(parse(repeat("[]", kMaxValues)));
  EXPECT_FALSE(parse(repeat(R"({"":0})", kMaxValues / 2)));
  EXPECT_FALSE(parse(repeat(R"("\\",0)", kMaxValues / 2)));
}

TEST(JsonReader, CountsNoCharactersOfStringsAsValues) {
  std::string commas(kMaxValues, ',');
  EXPECT_TRUE(parse('"' + commas + '"'));
  EXPECT_TRUE(parse(R"({"\"[{":"\\\")" + commas + R"("})"));
  EXPECT_FALSE(parse('"' + commas));
}

TEST(JsonReader, TellsWhetherAMemberIsThereTwice) {
  const auto repeats = [](std::string_view text) { return repeats_member(text, *parse(text)); };
  EXPECT_TRUE(repeats(R"({"a":1,"a":1})"));
  EXPECT_TRUE(repeats(R"([{"b":{"a":1,"c":2,"a":3}}])"));
  EXPECT_TRUE(repeats(R"({"a":{"b":1,"c":2},"a":{}})"));
  EXPECT_TRUE(repeats(R"({"a":1,"\u0061":2})"));
  EXPECT_FALSE(repeats(R"({"a":{"a":[{"a":1},{"a":2}]},"A":0})"));
  EXPECT_FALSE(repeats(R"({"a:\":":":{\"a\":1}"})"));
  EXPECT_FALSE(repeats("[1]"));
}

}  // namespace
}  // namespace berth::json
