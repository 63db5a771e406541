// The number of connections.
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
  // Adds one in the place of a connection that was closed and will be removed when its coroutine
  // ends.
  void add_instead() {
    const std::scoped_lock lock(mutex_);
    ++count_;
  }
  void remove() {
    const std::scoped_lock lock(mutex_);
    if (--count_ == 0) none_.notify_all();
  }
  unsigned count() const {
    const std::scoped_lock lock(mutex_);
    return count_;
  }
  // Waits until no connection is left, or for `timeout`, or until hurry(). Returns how many are
  // left.
  unsigned wait_for_none(std::chrono::milliseconds timeout) {
    std::unique_lock lock(mutex_);
    none_.wait_for(lock, timeout, [this] { return count_ == 0 || is_hurried_; });
    is_hurried_ = false;
    return count_;
  }
  // Ends the current wait, or else the next one.
  void hurry() {
    const std::scoped_lock lock(mutex_);
    is_hurried_ = true;
    none_.notify_all();
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable none_;
  unsigned count_ = 0;
  bool is_hurried_ = false;
};

// The place of a connection that was added. The destructor gives it back, however the connection
// ends.
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
