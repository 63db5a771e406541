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

}  // namespace
}  // namespace berth::json
