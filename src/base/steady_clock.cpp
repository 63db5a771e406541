#include "base/steady_clock.h"

#include <condition_variable>
#include <mutex>

namespace berth {

bool SystemSteadyClock::sleep_until(SteadyTime time, const std::stop_token& stop) const {
  std::mutex mutex;
  std::condition_variable_any wake;
  std::unique_lock lock(mutex);
  wake.wait_until(lock, stop, time, [] { return false; });
  return !stop.stop_requested();
}

}  // namespace berth
