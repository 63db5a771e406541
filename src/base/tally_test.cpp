#include "base/tally.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "base/histogram.h"

namespace berth {
namespace {

constexpr unsigned kThreads = 8;
constexpr std::uint64_t kTimes = 20'000;

constexpr std::array<std::uint64_t, 3> kBounds{1, 10, 100};
using SmallHistogram = Histogram<kBounds>;

void in_threads(const auto& work) {
  std::vector<std::jthread> threads;
  for (unsigned i = 0; i < kThreads; ++i) threads.emplace_back(work);
}

TEST(Tally, LosesNothingUnderThreads) {
  Tally tally;
  in_threads([&] {
    for (std::uint64_t i = 0; i < kTimes; ++i) tally.add();
  });
  EXPECT_EQ(tally.count(), kThreads * kTimes);
}

TEST(Tally, OfAnEnumerationCountsEachOfItsValues) {
  enum class Fruit : std::uint8_t { apple, pear };
  TallyOf<Fruit::pear> tally;
  tally.add(Fruit::pear, 3);
  EXPECT_EQ(tally.count(Fruit::apple), 0U);
  EXPECT_EQ(tally.count(Fruit::pear), 3U);
}

TEST(Level, IsTheNumberOfPlacesThatExist) {
  Level level;
  {
    const Level::Place one(level);
    const Level::Place other(level);
    EXPECT_EQ(level.count(), 2U);
  }
  EXPECT_EQ(level.count(), 0U);
}

TEST(Striped, LosesNothingUnderThreads) {
  struct Counters {
    Tally tally;
    SmallHistogram histogram;
  };
  Striped<Counters> striped;
  in_threads([&] {
    for (std::uint64_t i = 0; i < kTimes; ++i) {
      striped.mine().tally.add();
      striped.mine().histogram.add(i % 200);
    }
  });
  std::uint64_t count = 0;
  HistogramFigures figures;
  striped.for_each([&](const Counters& counters) {
    count += counters.tally.count();
    figures.add(counters.histogram.figures());
  });
  EXPECT_EQ(count, kThreads * kTimes);
  EXPECT_EQ(figures.count(), kThreads * kTimes);
  EXPECT_EQ(figures.sum, kThreads * kTimes * 199 / 2);
}

TEST(Histogram, CountsAValueUnderTheFirstBoundThatIsNotBelowIt) {
  SmallHistogram histogram;
  for (const unsigned value : {0U, 1U, 2U, 10U, 100U, 101U}) histogram.add(value);
  const HistogramFigures figures = histogram.figures();
  EXPECT_EQ(figures.counts, (std::vector<std::uint64_t>{2, 2, 1, 1}));
  EXPECT_EQ(figures.count(), 6U);
  EXPECT_EQ(figures.sum, 214U);
}

TEST(Histogram, TakesDurationsOfClocksThatWentBack) {
  DurationHistogram histogram;
  histogram.add(std::chrono::nanoseconds(-5));
  histogram.add(std::chrono::milliseconds(1));
  EXPECT_EQ(histogram.figures().sum, 1'000'000U);
  EXPECT_EQ(histogram.figures().counts.front(), 1U);
}

TEST(ThreadNumber, IsTheThreadsOwn) {
  const unsigned mine = thread_number();
  EXPECT_EQ(thread_number(), mine);
  unsigned other = 0;
  std::jthread([&] { other = thread_number(); }).join();
  EXPECT_NE(other, mine);
}

}  // namespace
}  // namespace berth
