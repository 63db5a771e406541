#include "base/steady_clock.h"

#include <gtest/gtest.h>

#include <thread>

#include "base/test_clocks.h"

namespace berth {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(SystemSteadyClock, SleepsUntilTheTimeHasCome) {
  const SystemSteadyClock clock;
  const SteadyTime time = clock.now() + milliseconds(5);
  EXPECT_TRUE(clock.sleep_until(time, {}));
  EXPECT_GE(clock.now(), time);
}

TEST(SystemSteadyClock, StopsSleepingWhenAsked) {
  const SystemSteadyClock clock;
  bool has_slept_enough = true;
  {
    std::jthread sleeper([&](const std::stop_token& stop) {
      has_slept_enough = clock.sleep_until(clock.now() + hours(1000), stop);
    });
  }  // asks it to stop, and waits for its end
  EXPECT_FALSE(has_slept_enough);
}

TEST(ManualSteadyClock, LetsASleeperSleepUntilTheTestSaysSo) {
  ManualSteadyClock clock;
  std::jthread sleeper([&](const std::stop_token& stop) {
    clock.sleep_until(clock.now() + seconds(3), stop);
    clock.sleep_until(clock.now() + seconds(7), stop);
  });
  EXPECT_EQ(clock.await_sleeper(), seconds(3));
  clock.advance(seconds(2));
  EXPECT_EQ(clock.await_sleeper(), seconds(1));
  clock.advance(seconds(1));
  EXPECT_EQ(clock.await_sleeper(), seconds(7));
}

}  // namespace
}  // namespace berth
