#include "base/clock.h"

#include <gtest/gtest.h>

namespace berth {
namespace {

constexpr std::int64_t kSecondOfJanuary2026 = 1767323045678;

TEST(Clock, FormatsAreThoseOfTheirStandards) {
  const Timestamp time = from_milliseconds(kSecondOfJanuary2026);
  EXPECT_EQ(format_basic_iso8601(time), "20260102T030405Z");
  EXPECT_EQ(format_rfc3339(time), "2026-01-02T03:04:05.678Z");
  EXPECT_EQ(format_http_date(time), "Fri, 02 Jan 2026 03:04:05 GMT");
}

TEST(Clock, BasicIso8601ReadsWhatItWrites) {
  Timestamp time{};
  ASSERT_TRUE(parse_basic_iso8601("20260102T030405Z", time));
  EXPECT_EQ(to_milliseconds(time), kSecondOfJanuary2026 / 1000 * 1000);
}

TEST(Clock, BasicIso8601RefusesAnythingElse) {
  Timestamp time{};
  for (const char* text :
       {"", "20260102T030405", "2026-01-02T03:04:05Z", "20261302T030405Z", "20260230T030405Z",
        "20260102T240405Z", "2026010aT030405Z", "20260102t030405Z", "20260102T030405Z "}) {
    EXPECT_FALSE(parse_basic_iso8601(text, time)) << text;
  }
}

}  // namespace
}  // namespace berth
