#include "http/range.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace berth::http {
namespace {

void expect_part(std::string_view field, std::uint64_t offset, std::uint64_t length) {
  const RangeSelection selection = select_range(field, 100);
  const auto* part = std::get_if<PartialContent>(&selection);
  ASSERT_NE(part, nullptr) << field;
  EXPECT_EQ(part->offset, offset) << field;
  EXPECT_EQ(part->length, length) << field;
}

TEST(Range, SelectsFromTheStartTheMiddleOrTheEnd) {
  expect_part("bytes=0-9", 0, 10);
  expect_part("bytes=90-", 90, 10);
  expect_part("bytes=90-1000", 90, 10);
  expect_part("bytes=-10", 90, 10);
  expect_part("bytes=-1000", 0, 100);
  expect_part("bytes=99-99", 99, 1);
  expect_part("Bytes=0-9", 0, 10);
  expect_part("bytes=90-99999999999999999999", 90, 10);
  expect_part("bytes=-99999999999999999999", 0, 100);
}

TEST(Range, BeyondTheEndCannotBeSatisfied) {
  for (const char* field :
       {"bytes=100-", "bytes=100-200", "bytes=-0", "bytes=9-0", "bytes=99999999999999999999-"}) {
    EXPECT_TRUE(std::holds_alternative<UnsatisfiableRange>(select_range(field, 100))) << field;
  }
}

TEST(Range, IsIgnoredForEmptyContent) {
  for (const char* field : {"bytes=0-", "bytes=5-", "bytes=0-0", "bytes=-1"}) {
    EXPECT_TRUE(std::holds_alternative<WholeContent>(select_range(field, 0))) << field;
  }
}

TEST(Range, ThatIsUnsatisfiableSaysWhy) {
  const auto reason = [](const char* field) {
    return std::get<UnsatisfiableRange>(select_range(field, 100)).reason;
  };
  EXPECT_EQ(reason("bytes=100-"), "The range begins beyond the end of the content");
  EXPECT_EQ(reason("bytes=10-5"), "The range ends before it begins");
  EXPECT_EQ(reason("bytes=200-100"), "The range ends before it begins");
  EXPECT_EQ(reason("bytes=-0"), "The range is the last 0 bytes");
  EXPECT_EQ(reason("bytes=100-,200-300"), "All ranges begin beyond the end of the content");
}

void expect_parts(std::string_view field,
                  const std::vector<std::pair<std::uint64_t, std::uint64_t>>& expected) {
  const RangeSelection selection = select_range(field, 100);
  const auto* parts = std::get_if<SeveralParts>(&selection);
  ASSERT_NE(parts, nullptr) << field;
  std::vector<std::pair<std::uint64_t, std::uint64_t>> found;
  for (const PartialContent& part : *parts) found.emplace_back(part.offset, part.length);
  EXPECT_EQ(found, expected) << field;
}

TEST(Ranges, SelectAPartForEachThatCanBeSatisfied) {
  expect_parts("bytes=0-9,20-29", {{0, 10}, {20, 10}});
  expect_parts("bytes=0-9,10-19,20-", {{0, 10}, {10, 10}, {20, 80}});
  expect_parts("bytes= 0-9 ,,\t20-29,", {{0, 10}, {20, 10}});
  expect_parts("bytes=0-0,-1", {{0, 1}, {99, 1}});
  expect_parts("bytes=5-9,100-200", {{5, 5}});
  expect_parts("bytes=5-9,-0,90-1000", {{5, 5}, {90, 10}});
  expect_part("bytes=,5-9,", 5, 5);
}

TEST(Ranges, AreRefusedWhenTheyOverlapDescendOrAreMalformed) {
  for (const char* field : {"bytes=0-9,9-12", "bytes=0-9,0-9", "bytes=20-29,0-9", "bytes=50-,-60",
                            "bytes=0-9,20-10", "bytes=0-9,x", "bytes=0-9,-", "bytes=a-b,0-9"}) {
    EXPECT_TRUE(std::holds_alternative<RefusedRanges>(select_range(field, 100))) << field;
  }
  EXPECT_TRUE(std::holds_alternative<WholeContent>(select_range("bytes=0-9,9-12", 0)));
}

TEST(Ranges, MayBeAsManyAsPullersAskFor) {
  constexpr std::uint64_t kFar = 10'000'000'000;
  std::string field = "bytes=";
  for (std::size_t i = 0; i < kMaxRanges; ++i) {
    const std::uint64_t first = kFar + 2 * i;
    field += (i == 0 ? "" : ",") + std::to_string(first) + '-' + std::to_string(first);
  }
  EXPECT_GE(field.size(), 22U << 10U);
  const RangeSelection selection = select_range(field, 2 * kFar);
  EXPECT_EQ(std::get<SeveralParts>(selection).size(), kMaxRanges);
  field += ",15000000000-";
  EXPECT_TRUE(std::holds_alternative<RefusedRanges>(select_range(field, 2 * kFar)));
}

TEST(Range, AnythingElseSelectsTheWhole) {
  for (const char* field : {"", "bytes", "bytes=", "bytes=-", "bytes=a-b", "items=0-1",
                            "bytes=0--1", "bytes=,", "bytes= , "}) {
    EXPECT_TRUE(std::holds_alternative<WholeContent>(select_range(field, 100))) << field;
  }
}

TEST(UploadRange, HasTheFormOfOciClientsOrOfTheRfc) {
  for (const char* field : {"5-9", "bytes 5-9/*", "bytes 5-9/100"}) {
    const auto range = parse_upload_range(field);
    ASSERT_TRUE(range) << field;
    EXPECT_EQ(range->first, 5U);
    EXPECT_EQ(range->last, 9U);
  }
  for (const char* field :
       {"", "5", "-9", "5-", "9-5", "a-b", "5-9x", "-1-5", "0-18446744073709551615"}) {
    EXPECT_FALSE(parse_upload_range(field)) << field;
  }
}

}  // namespace
}  // namespace berth::http
