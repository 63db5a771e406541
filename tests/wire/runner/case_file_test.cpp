#include "runner/case_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

#include "runner/placeholders.h"

namespace berth::cases {
namespace {

constexpr std::string_view kText = R"(What it shows.

--- repository app

--- request
GET / HTTP/1.1

a body

--- answer
200

{}
)";

TEST(CaseFile, IsWrittenAsItWasRead) {
  const CaseFile file = parse_case(kText);
  EXPECT_EQ(file.sentence, "What it shows.");
  ASSERT_EQ(file.sections.size(), 3U);
  EXPECT_EQ(file.sections[0].kind, "repository");
  EXPECT_EQ(file.sections[0].argument, "app");
  EXPECT_EQ(file.sections[1].text, "GET / HTTP/1.1\n\na body");
  EXPECT_EQ(file.sections[2].line, 10U);
  EXPECT_EQ(format_case(file), kText);
}

TEST(CaseFile, MustSayWhatItShows) {
  EXPECT_THROW(parse_case("--- request\n"), std::runtime_error);
}

TEST(CaseFile, HasNoLongLines) {
  const std::string line = "[" + std::string(70, 'a') + "," + std::string(250, 'b') + "]";
  const std::string folded = fold(line + "\nshort");
  for (const std::string& piece : lines_of(folded)) EXPECT_LE(piece.size(), kColumns);
  EXPECT_EQ(lines_of(folded)[0], "[" + std::string(70, 'a') + ",\\");
  EXPECT_EQ(unfold(folded), line + "\nshort");
}

TEST(CaseFile, ShowsBytesThatWouldNotBeSeen) {
  EXPECT_EQ(show_line("a\r\n\x01\xff \\b\\"), "a<bytes:0d0a01ff> \\b<bytes:5c>");
}

TEST(Placeholders, StandForDigestsSizesAndOtherForms) {
  Placeholders placeholders;
  placeholders.define_content("blob", "hello");
  EXPECT_EQ(placeholders.expand("<digest:hello>"), placeholders.expand("<digest of blob>"));
  EXPECT_EQ(
      placeholders.expand("<size of blob> <base64:<blob>> <json:\"> <repeat:3:ab> <percent:+>"),
      R"(5 aGVsbG8= \" ababab %2B)");
  EXPECT_EQ(placeholders.expand("</v2/<blob>>; <unknown> <"), "</v2/hello>; <unknown> <");
  EXPECT_EQ(placeholders.abbreviate(placeholders.expand("x<digest of blob>")), "x<digest of blob>");
}

TEST(Placeholders, TakeWhateverIsThereByName) {
  Placeholders placeholders;
  EXPECT_FALSE(placeholders.match(R"({"token":"<any:token>"})", R"({"token":""})"));
  EXPECT_FALSE(placeholders.match(R"({"token":"<any:token>"})", R"({"token":"x"}!)"));
  EXPECT_TRUE(placeholders.match(R"({"token":"<any:token>"})", R"({"token":"abc"})"));
  EXPECT_EQ(placeholders.expand("<token>"), "abc");
}

}  // namespace
}  // namespace berth::cases
