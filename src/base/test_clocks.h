// Clocks for tests.
#pragma once

#include <condition_variable>
#include <mutex>
#include <optional>

#include "base/clock.h"
#include "base/steady_clock.h"

namespace berth {

// Stands still, except when the test advances it; no other thread may read it then.
class FixedClock final : public Clock {
 public:
  explicit FixedClock(Timestamp time) : time_(time) {}
  [[nodiscard]] Timestamp now() const override { return time_; }
  void advance(std::chrono::milliseconds by) { time_ += by; }

 private:
  Timestamp time_;
};

// Stands still, except when the test advances it. One thread at a time sleeps by it.
class ManualSteadyClock final : public SteadyClock {
 public:
  [[nodiscard]] SteadyTime now() const override {
    const std::scoped_lock lock(mutex_);
    return now_;
  }
  bool sleep_until(SteadyTime time, const std::stop_token& stop) const override {
    std::unique_lock lock(mutex_);
    if (time > now_ && !stop.stop_requested()) wakes_at_ = time;
    changed_.notify_all();
    changed_.wait(lock, stop, [&] { return time <= now_; });
    wakes_at_.reset();
    return !stop.stop_requested();
  }

  void advance(SteadyTime::duration by) {
    const std::scoped_lock lock(mutex_);
    now_ += by;
    if (wakes_at_ && *wakes_at_ <= now_) wakes_at_.reset();
    changed_.notify_all();
  }
  // Waits until a thread sleeps. Returns for how much longer it will.
  SteadyTime::duration await_sleeper() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return wakes_at_.has_value(); });
    return *wakes_at_ - now_;
  }

 private:
  mutable std::mutex mutex_;
  mutable std::condition_variable_any changed_;
  SteadyTime now_{};
  mutable std::optional<SteadyTime> wakes_at_;  // of the thread that sleeps
};

// An hour passes with every look at it: nothing is ever recent. Nobody can sleep by it.
class HastySteadyClock final : public SteadyClock {
 public:
  [[nodiscard]] SteadyTime now() const override {
    const std::scoped_lock lock(mutex_);
    return now_ += std::chrono::hours(1);
  }
  bool sleep_until(SteadyTime, const std::stop_token& stop) const override {
    return !stop.stop_requested();
  }

 private:
  mutable std::mutex mutex_;
  mutable SteadyTime now_{};
};

}  // namespace berth
