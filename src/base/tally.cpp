#include "base/tally.h"

namespace berth {

unsigned thread_number() noexcept {
  static std::atomic<unsigned> last = 0;
  constinit thread_local unsigned number = 0;  // 0: the thread has not asked yet
  if (number == 0) number = last.fetch_add(1, std::memory_order_relaxed) + 1;
  return number;
}

}  // namespace berth
