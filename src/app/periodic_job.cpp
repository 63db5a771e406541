#include "app/periodic_job.h"

#include <algorithm>
#include <string>

namespace berth::app {

PeriodicJob::Turn::Turn(const PeriodicJob& job, const std::stop_token& stop)
    : job_(job), stop_(stop), step_began_(job.clock_.now()) {}

bool PeriodicJob::Turn::go_on() {
  const SteadyTime now = job_.clock_.now();
  const auto rest = std::min<SteadyTime::duration>((now - step_began_) * kRestFactor, kMaxRest);
  const bool goes_on = job_.clock_.sleep_until(now + rest, stop_);
  step_began_ = job_.clock_.now();
  return goes_on;
}

void PeriodicJob::start() {
  thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

void PeriodicJob::stop() {
  thread_.request_stop();
  if (thread_.joinable()) thread_.join();
}

void PeriodicJob::run(const std::stop_token& stop) const {
  bool has_failed = false;
  while (
      clock_.sleep_until(clock_.now() + (has_failed ? kRestAfterFailure : plan_.interval), stop)) {
    Turn turn(*this, stop);
    has_failed = !turn.attempt([&] { work_(turn); });
  }
}

void PeriodicJob::log_failure(const std::exception& failure) const {
  log_.write(ops::LogLevel::error, std::string(plan_.name) + "_failed",
             {{"error", failure.what()}});
}

}  // namespace berth::app
