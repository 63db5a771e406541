// How many connections there are.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace berth::net {

// Counts the connections of all io threads. Any thread may call.
class ConnectionCount {
 public:
  // False, and nothing added, if there are `limit` already.
  bool add(unsigned limit) {
    const std::scoped_lock lock(mutex_);
    if (count_ >= limit) return false;
    ++count_;
    return true;
  }
  void remove() {
    const std::scoped_lock lock(mutex_);
    if (--count_ == 0) none_.notify_all();
  }
  // False if there still are some after `timeout`.
  bool wait_for_none(std::chrono::milliseconds timeout) {
    std::unique_lock lock(mutex_);
    return none_.wait_for(lock, timeout, [this] { return count_ == 0; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable none_;
  unsigned count_ = 0;
};

}  // namespace berth::net
