// How many connections there are.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <utility>

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

// The place of a connection that was added: given back when this goes, however the connection ends.
class ConnectionPlace {
 public:
  explicit ConnectionPlace(ConnectionCount& count) : count_(&count) {}
  ConnectionPlace(ConnectionPlace&& other) noexcept
      : count_(std::exchange(other.count_, nullptr)) {}
  ConnectionPlace& operator=(ConnectionPlace&&) = delete;
  ConnectionPlace(const ConnectionPlace&) = delete;
  ConnectionPlace& operator=(const ConnectionPlace&) = delete;
  ~ConnectionPlace() {
    if (count_ != nullptr) count_->remove();
  }

 private:
  ConnectionCount* count_;  // nullptr: moved from
};

}  // namespace berth::net
