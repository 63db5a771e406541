#include "json/reader.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <string>
#include <vector>

namespace berth::json {
namespace {

using namespace std::string_literals;

TEST(JsonReader, ReadsOneValue) {
  const auto document = parse(R"( {"a":[1,"x",null,true,false,{}], "b":-2.50e1} )");
  ASSERT_TRUE(document);
  const auto object = document->root().if_object();
  ASSERT_TRUE(object);
  ASSERT_EQ(object->size(), 2U);
  const auto list = object->find("a")->if_array();
  ASSERT_TRUE(list);
  EXPECT_EQ(list->size(), 6U);
  std::vector<Kind> kinds;
  for (const Value value : *list) kinds.push_back(value.kind());
  EXPECT_EQ(kinds, (std::vector{Kind::number, Kind::string, Kind::null, Kind::boolean,
                                Kind::boolean, Kind::object}));
  EXPECT_EQ(object->find("b")->if_number(), "-2.50e1");
  EXPECT_FALSE(object->find("c"));
}

TEST(JsonReader, ReadsStringsWithAndWithoutEscapes) {
  // Long enough for the parser to hand it over in several parts.
  const std::string lines(5000, '\n');
  std::string text = R"(["plain","","\"","a\u00e9b\ud83d\ude00","\u0000",{"k\ney":"v"},")";
  for (std::size_t i = 0; i < lines.size(); ++i) text += "\\n";
  text += "end\"]";
  const auto document = parse(text);
  ASSERT_TRUE(document);
  std::vector<std::string> strings;
  const auto read = document->root().if_array();
  for (const Value value : *read) {
    const auto object = value.if_object();
    strings.emplace_back(object ? (*object->begin()).name : *value.if_string());
  }
  EXPECT_EQ(strings, (std::vector{"plain"s, ""s, "\""s,
                                  "a\xc3\xa9"
                                  "b\xf0\x9f\x98\x80"s,
                                  "\0"s, "k\ney"s, lines + "end"}));
}

TEST(JsonReader, KeepsItsValuesWhenTheDocumentIsMoved) {
  auto document = parse(R"(["plain","\t"])");
  const Document moved = *std::move(document);
  std::string read;
  const auto list = moved.root().if_array();
  for (const Value value : *list) read += *value.if_string();
  EXPECT_EQ(read, "plain\t");
}

TEST(JsonReader, RefusesAnythingButOneValue) {
  for (const char* text : {"", "{", "{} {}", "{'a':1}", "[1,]", "nul", "\"\xff\"", "\"\\ud800\"",
                           "01", "1.", "-", "1e", "{\"a\"}", "[1", "\"", "\xef\xbb\xbf{}"}) {
    EXPECT_FALSE(parse(text)) << text;
  }
}

TEST(JsonReader, RefusesNestingBeyondItsDepth) {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  const std::string deepest = nested(kMaxDepth);
  const std::string deeper = nested(kMaxDepth + 1);
  const std::string endless(200'000, '[');
  EXPECT_TRUE(parse(deepest));
  EXPECT_FALSE(parse(deeper));
  EXPECT_FALSE(parse(endless));
}

// Parsed, they would take many times the bytes of their text.
TEST(JsonReader, RefusesMoreValuesThanARequestOrManifestHas) {
  const auto error_of = [](std::string_view element, std::size_t count) {
    std::string text = "[";
    for (std::size_t i = 0; i < count; ++i) text.append(element).append(1, ',');
    text.back() = ']';
    const auto document = parse(text);
    return document ? ParseError() : document.error();
  };
  const ParseError too_many{"has too many values"};
  EXPECT_EQ(error_of("0", kMaxValues - 1), ParseError());
  EXPECT_EQ(error_of("0", kMaxValues), too_many);
  EXPECT_EQ(error_of("[]", kMaxValues), too_many);
  EXPECT_EQ(error_of(R"({"":0})", kMaxValues / 2), too_many);
  EXPECT_EQ(error_of(R"("\\",0)", kMaxValues / 2), too_many);
}

TEST(JsonReader, DoesNotCountCharactersInStringsAsValues) {
  const std::string text = R"({"\"[{":"\\\")" + std::string(kMaxValues, ',') + R"("})";
  EXPECT_TRUE(parse(text));
}

// --- names made to collide ---

constexpr std::size_t kMembers = 4096;

// Boost.JSON 1.81 keeps members in a table with as many buckets as members, by FNV-1a. Its seed is
// the address of the table: for a large table that of a page, plus the 16 bytes that malloc() puts
// before it. This is the part of the state that 4,096 buckets see.
std::size_t step(std::size_t state, char c) {
  constexpr std::size_t kPrime = 0x100000001b3;
  return ((state ^ static_cast<unsigned char>(c)) * kPrime) % kMembers;
}

// Each name is three blocks that leave the state as it is, so all names end in one bucket.
std::vector<std::string> colliding_names() {
  constexpr std::size_t kBegin = (0xcbf29ce484222325U + 0x10U) % kMembers;
  std::vector<std::string> blocks;
  for (char a = '0'; a <= 'z'; ++a) {
    for (char b = '0'; b <= 'z'; ++b) {
      for (char c = '0'; c <= 'z'; ++c) {
        const bool is_plain = a != '\\' && b != '\\' && c != '\\';
        if (is_plain && step(step(step(kBegin, a), b), c) == kBegin) blocks.push_back({a, b, c});
      }
    }
  }
  std::vector<std::string> names;
  for (const std::string& first : blocks) {
    for (const std::string& second : blocks) {
      for (const std::string& third : blocks) {
        if (names.size() < kMembers)
          names.push_back(std::string(first).append(second).append(third));
      }
    }
  }
  return names;
}

std::vector<std::string> plain_names() {
  std::vector<std::string> names;
  names.reserve(kMembers);
  for (std::size_t i = 0; i < kMembers; ++i) names.push_back(std::to_string(100'000'000 + i));
  return names;
}

std::string objects_of(const std::vector<std::string>& names) {
  constexpr int kObjects = 8;
  std::string object = "{";
  for (const std::string& name : names) object += '"' + name + "\":0,";
  object.back() = '}';
  std::string text = "[" + object;
  for (int i = 1; i < kObjects; ++i) text += "," + object;
  return text + "]";
}

// CPU time of this thread: the load of the machine does not count.
std::chrono::nanoseconds cpu_time() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

std::chrono::nanoseconds time_to_read(const std::string& text) {
  auto least = std::chrono::nanoseconds::max();
  for (int turn = 0; turn < 3; ++turn) {
    const auto begin = cpu_time();
    const auto document = parse(text);
    EXPECT_FALSE(find_repeated_member(document.value().root()));
    const auto list = document->root().if_array();
    for (const Value element : *list) {
      EXPECT_FALSE(element.if_object()->contains("repositoryName"));
    }
    least = std::min(least, cpu_time() - begin);
  }
  return least;
}

// A hash table takes dozens of times as long for these names as for others.
TEST(JsonReader, ReadsCollidingNamesAboutAsFastAsOthers) {
  const std::string colliding = objects_of(colliding_names());
  const std::string plain = objects_of(plain_names());
  ASSERT_EQ(colliding.size(), plain.size());
  EXPECT_LT(time_to_read(colliding), 8 * time_to_read(plain));
}

}  // namespace
}  // namespace berth::json
