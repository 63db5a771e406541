#include "load/histogram.h"

#include <gtest/gtest.h>

namespace berth::load {
namespace {

using std::chrono::nanoseconds;

TEST(Histogram, ReportsSmallValuesExactly) {
  Histogram histogram;
  for (int value = 1; value <= 100; ++value) histogram.add(nanoseconds(value));
  EXPECT_EQ(histogram.count(), 100U);
  EXPECT_EQ(histogram.quantile(0.5), nanoseconds(50));
  EXPECT_EQ(histogram.quantile(0.99), nanoseconds(99));
  EXPECT_EQ(histogram.max(), nanoseconds(100));
}

TEST(Histogram, ReportsLargeValuesWithinOnePercent) {
  for (nanoseconds::rep value = 1'000; value < 1'000'000'000'000; value = value * 3 + 7) {
    Histogram histogram;
    histogram.add(nanoseconds(value));
    histogram.add(nanoseconds(value * 2));
    const auto median = histogram.quantile(0.5).count();
    EXPECT_GE(median, value);
    EXPECT_LE(median, value + value / 100);
  }
}

TEST(Histogram, NeverReportsMoreThanTheGreatestValue) {
  Histogram histogram;
  histogram.add(nanoseconds(1'000'001));
  EXPECT_EQ(histogram.quantile(0.99), nanoseconds(1'000'001));
}

TEST(Histogram, IsZeroWithoutValues) {
  EXPECT_EQ(Histogram().quantile(0.5), nanoseconds(0));
}

}  // namespace
}  // namespace berth::load
