// Time that only goes forward, for measuring and waiting, as a port: tests decide how it passes.
#pragma once

#include <chrono>
#include <stop_token>

namespace berth {

using SteadyTime = std::chrono::steady_clock::time_point;

// Any thread may call.
class SteadyClock {
 public:
  SteadyClock() = default;
  SteadyClock(const SteadyClock&) = delete;
  SteadyClock& operator=(const SteadyClock&) = delete;
  virtual ~SteadyClock() = default;

  [[nodiscard]] virtual SteadyTime now() const = 0;
  // Waits until that time, or until `stop` is requested, and returns false in the second case.
  virtual bool sleep_until(SteadyTime time, const std::stop_token& stop) const = 0;
};

class SystemSteadyClock final : public SteadyClock {
 public:
  [[nodiscard]] SteadyTime now() const override { return std::chrono::steady_clock::now(); }
  bool sleep_until(SteadyTime time, const std::stop_token& stop) const override;
};

}  // namespace berth
