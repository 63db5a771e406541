#include "storage/memory/way.h"

#include <chrono>
#include <thread>

namespace berth::storage::memory {
namespace {

// 50 us: enough to let other threads come in between, and tests of thousands of calls stay short.
constexpr std::chrono::microseconds kThereAndBack{50};

thread_local std::uint64_t trips = 0;

}  // namespace

void Gate::open() {
  const std::scoped_lock lock(mutex_);
  left_.reset();
  changed_.notify_all();
}

void Gate::close_after(unsigned passes) {
  const std::scoped_lock lock(mutex_);
  left_ = passes;
}

void Gate::pass() {
  std::unique_lock lock(mutex_);
  ++count_;
  if (!left_) return;
  if (*left_ > 0) {
    --*left_;
    return;
  }
  ++waiting_;
  changed_.notify_all();
  changed_.wait(lock, [this] { return !left_; });
  --waiting_;
}

std::uint64_t Gate::count() {
  const std::scoped_lock lock(mutex_);
  return count_;
}

bool Gate::await_waiting() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return waiting_ > 0 || !left_; });
  return waiting_ > 0;
}

void Way::travel() const {
  if (distance_ == Distance::here) return;
  ++trips;
  gate_->pass();
  std::this_thread::sleep_for(kThereAndBack);
}

std::uint64_t trips_of_this_thread() {
  return trips;
}

}  // namespace berth::storage::memory
