#include "json/writer.h"

#include <gtest/gtest.h>

namespace berth::json {
namespace {

TEST(JsonWriter, PutsCommasBetweenMembersAndElements) {
  std::string out;
  Writer writer(out);
  writer.begin_object();
  writer.key("a");
  writer.begin_array();
  writer.number(std::int64_t{-1});
  writer.boolean(true);
  writer.end_array();
  writer.key("b");
  writer.begin_object();
  writer.end_object();
  writer.end_object();
  EXPECT_EQ(out, R"({"a":[-1,true],"b":{}})");
}

TEST(JsonWriter, WritesKeysMadeAtCompileTimeLikeOthers) {
  static constexpr Key<4> kName("name");
  std::string out;
  Writer writer(out);
  writer.begin_object();
  writer.key(kName);
  writer.number(std::uint64_t{1});
  writer.key(kName);
  writer.json("[2]");
  writer.end_object();
  EXPECT_EQ(out, R"({"name":1,"name":[2]})");
}

TEST(JsonWriter, EscapesQuotesBackslashesAndControlCharacters) {
  std::string out;
  Writer(out).string(std::string_view("a\"b\\c\n\r\t\0\x1f\xc3\xa9", 12));
  EXPECT_EQ(out, "\"a\\\"b\\\\c\\n\\r\\t\\u0000\\u001f\xc3\xa9\"");
}

TEST(JsonWriter, WritesANullTextAsAnEmptyString) {
  std::string out;
  Writer(out).string({});
  EXPECT_EQ(out, "\"\"");
}

TEST(JsonWriter, FindsCharactersToEscapeAtEveryPosition) {
  for (int value = 0; value < 256; ++value) {
    const char c = static_cast<char>(value);
    const bool is_escaped = value < 0x20 || c == '"' || c == '\\';
    for (std::size_t position = 0; position < 20; ++position) {
      std::string text(20, 'a');
      text[position] = c;
      std::string out;
      Writer(out).string(text);
      EXPECT_EQ(out.size() > text.size() + 2, is_escaped) << value << " at " << position;
    }
  }
}

TEST(JsonWriter, WritesTimestampsAsSecondsWithMilliseconds) {
  std::string out;
  Writer writer(out);
  writer.begin_array();
  writer.epoch_seconds(from_milliseconds(1695067472655));
  writer.epoch_seconds(from_milliseconds(1695067472000));
  writer.epoch_seconds(from_milliseconds(1695067472005));
  writer.epoch_seconds(from_milliseconds(4294967295999));
  writer.epoch_seconds(from_milliseconds(999999999000));
  writer.epoch_seconds(from_milliseconds(1000000000000));
  writer.epoch_seconds(from_milliseconds(4294967296000));  // in the year 2106
  writer.end_array();
  EXPECT_EQ(out,
            "[1695067472.655,1695067472,1695067472.005,4294967295.999,"
            "999999999,1000000000,4294967296]");
}

}  // namespace
}  // namespace berth::json
