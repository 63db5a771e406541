// The threads on which requests are answered: plain code that may block.
#pragma once

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

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

// Jobs start in the order they were submitted. The queue needs no limit of its own: a connection
// has one job at a time, and connections are limited.
class WorkerPool {
 public:
  explicit WorkerPool(unsigned thread_count);
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;
  ~WorkerPool();

  // Any thread may call.
  void submit(std::unique_ptr<Job> job);
  // Runs what was submitted, then ends the threads. Nothing may be submitted after it.
  void join();

 private:
  void work();

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::unique_ptr<Job>> jobs_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace berth::net
