// The threads on which requests are answered: plain code that may block.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "base/histogram.h"

namespace berth::net {

// One piece of work. std::function wants copies, and g++ 12 has no std::move_only_function.
class Job {
 public:
  Job() = default;
  Job(const Job&) = delete;
  Job& operator=(const Job&) = delete;
  virtual ~Job() = default;
  virtual void run() noexcept = 0;
};

// Jobs start in the order they were submitted.
class WorkerPool {
 public:
  WorkerPool(unsigned thread_count, std::size_t queue_limit);
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;
  ~WorkerPool();

  // True while the queue is at its limit or above: callers should refuse new work then. Work that
  // has begun may still be submitted, so that it can end; a connection has one job at a time, so
  // the number of connections bounds the queue. Any thread may call.
  [[nodiscard]] bool is_full() const {
    return waiting_.load(std::memory_order_relaxed) >= queue_limit_;
  }
  // How many jobs wait for a thread now. Any thread may call.
  [[nodiscard]] std::size_t waiting() const { return waiting_.load(std::memory_order_relaxed); }
  // How long the jobs that have begun waited for a thread. Any thread may call.
  [[nodiscard]] HistogramFigures waits() const { return waits_.figures(); }
  // Any thread may call.
  void submit(std::unique_ptr<Job> job);
  // Runs what was submitted, then ends the threads. Nothing may be submitted afterwards.
  void join();

 private:
  struct Waiting {
    std::unique_ptr<Job> job;
    std::chrono::steady_clock::time_point since;
  };

  void work();

  const std::size_t queue_limit_;
  std::atomic<std::size_t> waiting_ = 0;  // jobs_.size(), to be read without the lock
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Waiting> jobs_;
  bool stopping_ = false;
  DurationHistogram waits_;
  std::vector<std::thread> threads_;
};

}  // namespace berth::net
