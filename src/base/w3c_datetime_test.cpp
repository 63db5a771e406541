#include "base/w3c_datetime.h"

#include <gtest/gtest.h>

namespace berth {
namespace {

TEST(W3cDatetime, IsReadInEveryForm) {
  constexpr std::int64_t kMillisecondsPerSecond = 1000;
  const auto seconds_of = [](std::string_view text) {
    const auto time = parse_w3c_datetime(text);
    return time ? to_milliseconds(*time) / kMillisecondsPerSecond : -1;
  };
  EXPECT_EQ(seconds_of("2026"), 1767225600);
  EXPECT_EQ(seconds_of("2026-01"), 1767225600);
  EXPECT_EQ(seconds_of("2026-01-02"), 1767312000);
  EXPECT_EQ(seconds_of("2026-01-02T03:04Z"), 1767323040);
  EXPECT_EQ(seconds_of("2026-01-02T03:04:05Z"), 1767323045);
  EXPECT_EQ(seconds_of("2026-01-02T04:34:05+01:30"), 1767323045);
  EXPECT_EQ(seconds_of("2026-01-01T22:04:05-05:00"), 1767323045);
  EXPECT_EQ(to_milliseconds(parse_w3c_datetime("2026-01-02T03:04:05.678901Z").value()),
            1767323045678);
  EXPECT_EQ(to_milliseconds(parse_w3c_datetime("2026-01-02T03:04:05.6Z").value()) % 1000, 600);
}

TEST(W3cDatetime, RefusesAnythingElse) {
  for (const char* text :
       {"", "26", "20260102", "2026-", "2026-1", "2026-13", "2026-02-30", "2026-01-02T",
        "2026-01T03:04Z", "2026-01-02 03:04Z", "2026-01-02T03Z", "2026-01-02T03:04",
        "2026-01-02T24:00Z", "2026-01-02T03:04:05.Z", "2026-01-02T03:04:05+0100",
        "2026-01-02T03:04Zx", "-026-01-02", "2026-01-02T03:04:05z"}) {
    EXPECT_FALSE(parse_w3c_datetime(text)) << text;
  }
}

}  // namespace
}  // namespace berth
