#include "http/range.h"

#include <gtest/gtest.h>

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

TEST(Range, IsPassedOverWhereThereIsNothing) {
  for (const char* field : {"bytes=0-", "bytes=5-", "bytes=0-0", "bytes=-1"}) {
    EXPECT_TRUE(std::holds_alternative<WholeContent>(select_range(field, 0))) << field;
  }
}

TEST(Range, AnythingElseSelectsTheWhole) {
  for (const char* field : {"", "bytes", "bytes=", "bytes=-", "bytes=a-b", "items=0-1",
                            "bytes=0-1,5-6", "bytes=0--1"}) {
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
