#include "aws/protocol/decoder.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "json/reader.h"

namespace berth::aws {
namespace {

bool is_word(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= 'a' && c <= 'z'; });
}

constexpr Pattern kLetters{"[a-z]+", is_word};
constexpr Shape kWord{.name = "Word", .min = 2, .max = 5, .pattern = &kLetters};
constexpr Shape kText{.name = "Text", .max = 3};
constexpr Shape kCount{.name = "Count", .kind = ShapeKind::integer, .min = 1, .max = 1000};
constexpr Shape kBytes{.name = "Bytes", .kind = ShapeKind::blob, .max = 3};
constexpr Shape kFlag{.name = "Flag", .kind = ShapeKind::boolean};
constexpr Shape kWords{
    .name = "Words", .kind = ShapeKind::list, .min = 1, .max = 3, .element = &kWord};
constexpr Shape kItem{.name = "Item", .kind = ShapeKind::structure};
constexpr Shape kItems{.name = "Items", .kind = ShapeKind::list, .element = &kItem};

struct Item {
  std::optional<std::string> word;
  std::optional<bool> flag;

  static constexpr auto members() {
    return std::tuple(optional("word", &Item::word, kWord), optional("flag", &Item::flag, kFlag));
  }
};

struct Request {
  std::string word;
  std::optional<std::string> text;
  std::optional<std::int64_t> count;
  std::optional<std::string> bytes;
  std::optional<std::vector<std::string>> words;
  std::optional<Item> item;
  std::optional<std::vector<Item>> items;

  static constexpr auto members() {
    return std::tuple(
        required("word", &Request::word, kWord), optional("text", &Request::text, kText),
        optional("count", &Request::count, kCount), optional("bytes", &Request::bytes, kBytes),
        optional("words", &Request::words, kWords), optional("item", &Request::item, kItem),
        optional("items", &Request::items, kItems));
  }
};

std::expected<Request, DecodeError> decode(std::string_view json) {
  const auto document = json::parse(json);
  return Decoder::decode<Request>(document.value().root().if_object().value());
}

// What is wrong with a request that has these members besides the one it needs.
Violation violation_in(const std::string& members) {
  const auto decoded = decode(R"({"word":"ab",)" + members + "}");
  const auto* violation = decoded ? nullptr : std::get_if<Violation>(&decoded.error());
  EXPECT_NE(violation, nullptr) << members;
  return violation != nullptr ? *violation : Violation();
}

WrongType wrong_type_in(std::string_view json) {
  const auto decoded = decode(json);
  const auto* wrong = decoded ? nullptr : std::get_if<WrongType>(&decoded.error());
  EXPECT_NE(wrong, nullptr) << json;
  return wrong != nullptr ? *wrong : WrongType();
}

TEST(Decoder, ReadsEveryMember) {
  const auto request = decode(
      R"({"word":"ab","text":"T","count":7,"bytes":"aGk=","words":["cd","ef"],
          "item":{"word":"gh","flag":true},"items":[{},{"flag":false}]})");
  ASSERT_TRUE(request);
  EXPECT_EQ(request->word, "ab");
  EXPECT_EQ(request->text, "T");
  EXPECT_EQ(request->count, 7);
  EXPECT_EQ(request->bytes, "hi");
  EXPECT_EQ(request->words, (std::vector<std::string>{"cd", "ef"}));
  EXPECT_EQ(request->item->word, "gh");
  EXPECT_EQ(request->item->flag, true);
  ASSERT_EQ(request->items->size(), 2U);
  EXPECT_EQ(request->items->at(0).flag, std::nullopt);
  EXPECT_EQ(request->items->at(1).flag, false);
}

TEST(Decoder, IgnoresUndeclaredMembersAndTakesNullForAbsent) {
  const auto request = decode(R"({"word":"ab","count":null,"items":null,"later":{"a":[1]}})");
  ASSERT_TRUE(request);
  EXPECT_EQ(request->count, std::nullopt);
  EXPECT_EQ(request->items, std::nullopt);
}

TEST(Decoder, RequiresRequiredMembers) {
  for (const char* json : {"{}", R"({"word":null})"}) {
    const auto request = decode(json);
    ASSERT_FALSE(request) << json;
    EXPECT_EQ(std::get<Violation>(request.error()),
              (Violation{.member = "word", .rule = Rule::presence}));
  }
}

TEST(Decoder, ChecksLengthsAndPatternsOfTexts) {
  EXPECT_EQ(
      violation_in(R"("item":{"word":"a"})"),
      (Violation{
          .member = "item.word", .rule = Rule::text_length, .side = RangeSide::min, .limit = 2}));
  EXPECT_EQ(
      violation_in(R"("item":{"word":"abcdef"})"),
      (Violation{
          .member = "item.word", .rule = Rule::text_length, .side = RangeSide::max, .limit = 5}));
  EXPECT_EQ(violation_in(R"("item":{"word":"a1"})"),
            (Violation{.member = "item.word", .rule = Rule::pattern, .pattern = "[a-z]+"}));
}

TEST(Decoder, CountsCharactersOfTextsAndBytesOfBlobs) {
  EXPECT_TRUE(decode("{\"word\":\"ab\",\"text\":\"\xc3\xa9\xc3\xa9\xc3\xa9\"}"));
  EXPECT_EQ(violation_in("\"text\":\"\xc3\xa9\xc3\xa9\xc3\xa9.\"").rule, Rule::text_length);
  EXPECT_TRUE(decode(R"({"word":"ab","bytes":"YWJj"})"));
  EXPECT_EQ(violation_in(R"("bytes":"YWJjZA==")"),
            (Violation{
                .member = "bytes", .rule = Rule::blob_length, .side = RangeSide::max, .limit = 3}));
}

TEST(Decoder, ChecksRangesOfNumbers) {
  for (const char* good : {"1", "1000", "1e3", "2.0"}) {
    EXPECT_TRUE(decode(R"({"word":"ab","count":)" + std::string(good) + "}")) << good;
  }
  for (const char* small : {"0", "0.0", "-1", "-9223372036854775808", "-9223372036854775809"}) {
    EXPECT_EQ(
        violation_in("\"count\":" + std::string(small)),
        (Violation{.member = "count", .rule = Rule::value, .side = RangeSide::min, .limit = 1}))
        << small;
  }
  for (const char* large : {"1001", "2147483648", "18446744073709551615", "1e999"}) {
    EXPECT_EQ(
        violation_in("\"count\":" + std::string(large)),
        (Violation{.member = "count", .rule = Rule::value, .side = RangeSide::max, .limit = 1000}))
        << large;
  }
}

TEST(Decoder, ChecksListsAndTheirElements) {
  EXPECT_EQ(violation_in(R"("words":[])"),
            (Violation{
                .member = "words", .rule = Rule::list_length, .side = RangeSide::min, .limit = 1}));
  EXPECT_EQ(violation_in(R"("words":["ab","ab","ab","ab"])"),
            (Violation{
                .member = "words", .rule = Rule::list_length, .side = RangeSide::max, .limit = 3}));
  EXPECT_EQ(violation_in(R"("words":["ab","x"])"), (Violation{.member = "words",
                                                              .rule = Rule::text_length,
                                                              .is_in_list = true,
                                                              .side = RangeSide::min,
                                                              .limit = 2}));
  EXPECT_EQ(violation_in(R"("items":[{"word":"x"}])"), (Violation{.member = "items.word",
                                                                  .rule = Rule::text_length,
                                                                  .is_in_list = true,
                                                                  .side = RangeSide::min,
                                                                  .limit = 2}));
}

TEST(Decoder, ReportsTheFirstViolation) {
  EXPECT_EQ(violation_in(R"("count":0,"text":"long","words":[])").member, "text");
}

TEST(Decoder, ReportsAWrongTypeBeforeAnythingElse) {
  using json::Kind;
  const std::pair<const char*, WrongType> kCases[] = {
      {R"({"word":1})", {.found = Kind::number, .is_true = false, .wanted = ShapeKind::string}},
      {R"({"word":["ab"]})", {.found = Kind::array, .is_true = false, .wanted = ShapeKind::string}},
      {R"({"count":"7"})", {.found = Kind::string, .is_true = false, .wanted = ShapeKind::integer}},
      {R"({"count":7.5})", {.found = Kind::number, .is_true = false, .wanted = ShapeKind::integer}},
      {R"({"items":{}})", {.found = Kind::object, .is_true = false, .wanted = ShapeKind::list}},
      {R"({"items":[true]})",
       {.found = Kind::boolean, .is_true = true, .wanted = ShapeKind::structure}},
      {R"({"items":[null]})",
       {.found = Kind::null, .is_true = false, .wanted = ShapeKind::structure}},
      {R"({"item":{"flag":0}})",
       {.found = Kind::number, .is_true = false, .wanted = ShapeKind::boolean}},
      {R"({"bytes":"!"})", {.found = Kind::string, .is_true = false, .wanted = ShapeKind::blob}},
  };
  // All of them lack the required member, too.
  for (const auto& [json, wrong] : kCases) EXPECT_EQ(wrong_type_in(json), wrong) << json;
}

}  // namespace
}  // namespace berth::aws
