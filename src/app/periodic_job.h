// Work that a server repeats beside its requests, on a thread of its own.
#pragma once

#include <chrono>
#include <exception>
#include <functional>
#include <string_view>
#include <thread>

#include "base/steady_clock.h"
#include "ops/log.h"

namespace berth::app {

class PeriodicJob {
 public:
  // After each step of long work, a job rests three times as long as the step took: requests keep
  // three quarters of the disk and the writer, however much there is to do.
  static constexpr int kRestFactor = 3;
  // A step that took long was waiting for others, which need no rest from it.
  static constexpr std::chrono::milliseconds kMaxRest{100};
  // The pause after a turn that failed: a broken store need not report that ten times a second.
  static constexpr std::chrono::milliseconds kRestAfterFailure{10'000};

  struct Plan {
    // Lives for ever. A failure is logged as the event "<name>_failed".
    std::string_view name;
    // From the end of a turn to the next one, and before the first.
    std::chrono::milliseconds interval;
  };

  // One turn, as its work sees it. On the job's thread.
  class Turn {
   public:
    Turn(const PeriodicJob& job, const std::stop_token& stop);

    // Call it after each step of long work. Rests; false when the job should end.
    bool go_on();
    [[nodiscard]] bool should_end() const { return stop_.stop_requested(); }
    // Runs a part of the work whose failure is only logged; false if it failed.
    template <typename Part>
    bool attempt(const Part& part) {
      try {
        part();
        return true;
      } catch (const std::exception& failure) {
        job_.log_failure(failure);
        return false;
      }
    }

   private:
    const PeriodicJob& job_;
    const std::stop_token& stop_;
    SteadyTime step_began_;
  };
  // An exception ends the turn, and is logged: a full disk today is no reason to stop for ever.
  using Work = std::function<void(Turn&)>;

  // Nothing runs before start(). The clock and the log must outlive the job.
  PeriodicJob(const Plan& plan, Work work, const SteadyClock& clock, ops::Log& log)
      : plan_(plan), work_(std::move(work)), clock_(clock), log_(log) {}
  PeriodicJob(const PeriodicJob&) = delete;
  PeriodicJob& operator=(const PeriodicJob&) = delete;
  ~PeriodicJob() { stop(); }

  void start();
  // Ends after the current step, and waits for that.
  void stop();

 private:
  void run(const std::stop_token& stop) const;
  void log_failure(const std::exception& failure) const;

  const Plan plan_;
  const Work work_;
  const SteadyClock& clock_;
  ops::Log& log_;
  std::jthread thread_;
};

}  // namespace berth::app
