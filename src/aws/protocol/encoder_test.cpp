#include "aws/protocol/encoder.h"

#include <gtest/gtest.h>

namespace berth::aws {
namespace {

constexpr Shape kAny{.name = "Any"};

struct Item {
  PlainText name;
  std::uint64_t size = 0;
  Timestamp at;

  static constexpr auto members() {
    return std::tuple(optional("name", &Item::name, kAny), optional("size", &Item::size, kAny),
                      optional("at", &Item::at, kAny));
  }
};

struct Response {
  std::string text;
  std::optional<std::string> absent;
  bool flag = false;
  std::vector<std::string> words;
  Item item;

  static constexpr auto members() {
    return std::tuple(
        optional("text", &Response::text, kAny), optional("absent", &Response::absent, kAny),
        optional("flag", &Response::flag, kAny), optional("words", &Response::words, kAny),
        optional("item", &Response::item, kAny));
  }
};

struct Page {
  StreamedList<Page, Item> items;
  std::optional<std::string> next;

  static constexpr auto members() {
    return std::tuple(optional("items", &Page::items, kAny), optional("next", &Page::next, kAny));
  }
};

template <Structure T>
std::string encode(T value) {
  std::string out;
  json::Writer writer(out);
  write_structure(writer, value);
  return out;
}

Item item(std::string_view name) {
  return {.name = {name}, .size = 2'087'963'177, .at = from_milliseconds(1'695'067'472'655)};
}

TEST(Encoder, WritesMembersInDeclaredOrderAndLeavesAbsentOnesOut) {
  EXPECT_EQ(encode(Response{.text = "a \"b\"",
                            .absent = std::nullopt,
                            .flag = true,
                            .words = {"c", "d"},
                            .item = item("e")}),
            R"({"text":"a \"b\"","flag":true,"words":["c","d"],)"
            R"("item":{"name":"e","size":2087963177,"at":1695067472.655}})");
}

TEST(Encoder, WritesStreamedListsAndTheMembersThatTheySet) {
  Page page;
  page.items.produce = [](Page& target, const auto& emit) {
    emit(item("a"));
    emit(item("b"));
    target.next = "more";
  };
  EXPECT_EQ(encode(std::move(page)),
            R"({"items":[{"name":"a","size":2087963177,"at":1695067472.655},)"
            R"({"name":"b","size":2087963177,"at":1695067472.655}],"next":"more"})");
}

TEST(Encoder, AddsMembersToAnObjectThatWasBegun) {
  std::string out;
  json::Writer writer(out);
  writer.begin_object();
  writer.key("first");
  writer.boolean(true);
  const Item added = item("a");
  write_members(writer, added);
  writer.end_object();
  EXPECT_EQ(out, R"({"first":true,"name":"a","size":2087963177,"at":1695067472.655})");
}

}  // namespace
}  // namespace berth::aws
