#include "app/periodic_job.h"

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <stdexcept>
#include <vector>

#include "base/file.h"
#include "base/test_clocks.h"

namespace berth::app {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;

class PeriodicJobTest : public testing::Test {
 protected:
  static constexpr milliseconds kInterval{700};

  std::string log_text() {
    log_.flush();
    std::string text(4096, '\0');
    text.resize(
        static_cast<std::size_t>(::pread(log_file_.descriptor(), text.data(), text.size(), 0)));
    return text;
  }
  // For how long the job sleeps now; then it goes on.
  SteadyTime::duration sleep_out() {
    const auto rest = clock_.await_sleeper();
    clock_.advance(rest);
    return rest;
  }

  SystemClock wall_clock_;
  ManualSteadyClock clock_;
  File log_file_{::memfd_create("log", MFD_CLOEXEC)};
  ops::Log log_{log_file_.descriptor(), ops::LogLevel::info, wall_clock_};
  std::atomic<int> turns_ = 0;
};

TEST_F(PeriodicJobTest, WorksOnceAnInterval) {
  PeriodicJob job(
      {.name = "test", .interval = kInterval}, [this](auto&) { ++turns_; }, clock_, log_);
  job.start();
  for (int turn = 0; turn < 3; ++turn) {
    EXPECT_EQ(clock_.await_sleeper(), kInterval);
    EXPECT_EQ(turns_, turn);
    clock_.advance(kInterval);
  }
}

TEST_F(PeriodicJobTest, RestsLongAfterATurnThatFailedAndLogsIt) {
  const auto work = [this](auto&) {
    if (++turns_ == 1) throw std::runtime_error("disk full");
  };
  PeriodicJob job({.name = "test", .interval = kInterval}, work, clock_, log_);
  job.start();
  EXPECT_EQ(sleep_out(), kInterval);
  EXPECT_EQ(sleep_out(), PeriodicJob::kRestAfterFailure);
  EXPECT_EQ(clock_.await_sleeper(), kInterval);
  EXPECT_EQ(turns_, 2);
  EXPECT_NE(log_text().find(R"("event":"test_failed","error":"disk full")"), std::string::npos)
      << log_text();
}

TEST_F(PeriodicJobTest, GoesOnAfterAnAttemptThatFailed) {
  const auto work = [this](PeriodicJob::Turn& turn) {
    EXPECT_FALSE(turn.attempt([] { throw std::runtime_error("disk full"); }));
    EXPECT_TRUE(turn.attempt([this] { ++turns_; }));
  };
  PeriodicJob job({.name = "test", .interval = kInterval}, work, clock_, log_);
  job.start();
  EXPECT_EQ(sleep_out(), kInterval);
  EXPECT_EQ(clock_.await_sleeper(), kInterval);
  EXPECT_EQ(turns_, 1);
  EXPECT_NE(log_text().find("test_failed"), std::string::npos);
}

TEST_F(PeriodicJobTest, RestsThreeTimesAsLongAsAStepTookWithinALimit) {
  const auto work = [this](PeriodicJob::Turn& turn) {
    for (const milliseconds step : {milliseconds(10), milliseconds(20), milliseconds(5'000)}) {
      clock_.advance(step);
      EXPECT_TRUE(turn.go_on());
    }
  };
  PeriodicJob job({.name = "test", .interval = kInterval}, work, clock_, log_);
  job.start();
  EXPECT_EQ(sleep_out(), kInterval);
  EXPECT_EQ(sleep_out(), milliseconds(30));
  EXPECT_EQ(sleep_out(), milliseconds(60));
  EXPECT_EQ(sleep_out(), PeriodicJob::kMaxRest);
  EXPECT_EQ(clock_.await_sleeper(), kInterval);
}

TEST_F(PeriodicJobTest, EndsAfterTheStepInWhichItIsStopped) {
  std::vector<bool> went_on;
  const auto work = [&, this](PeriodicJob::Turn& turn) {
    while (!turn.should_end()) {
      clock_.advance(milliseconds(10));
      went_on.push_back(turn.go_on());
    }
  };
  PeriodicJob job({.name = "test", .interval = kInterval}, work, clock_, log_);
  job.start();
  EXPECT_EQ(sleep_out(), kInterval);
  EXPECT_EQ(sleep_out(), milliseconds(30));
  EXPECT_EQ(clock_.await_sleeper(), milliseconds(30));
  job.stop();
  EXPECT_EQ(went_on, (std::vector{true, false}));
}

TEST_F(PeriodicJobTest, StopsAtOnceHoweverLongItsInterval) {
  const SystemSteadyClock real_clock;
  PeriodicJob job(
      {.name = "test", .interval = hours(1000)}, [this](auto&) { ++turns_; }, real_clock, log_);
  job.start();
  job.stop();
  EXPECT_EQ(turns_, 0);
}

TEST_F(PeriodicJobTest, CanBeStoppedWithoutHavingBeenStarted) {
  PeriodicJob job(
      {.name = "test", .interval = kInterval}, [this](auto&) { ++turns_; }, clock_, log_);
  job.stop();
  EXPECT_EQ(turns_, 0);
}

}  // namespace
}  // namespace berth::app
