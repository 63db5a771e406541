#include "net/worker_pool.h"

namespace berth::net {

WorkerPool::WorkerPool(unsigned thread_count, std::size_t queue_limit) : queue_limit_(queue_limit) {
  threads_.reserve(thread_count);
  for (unsigned i = 0; i < thread_count; ++i) threads_.emplace_back([this] { work(); });
}

WorkerPool::~WorkerPool() {
  join();
}

void WorkerPool::submit(std::unique_ptr<Job> job) {
  const auto now = std::chrono::steady_clock::now();
  {
    const std::scoped_lock lock(mutex_);
    jobs_.push_back({.job = std::move(job), .since = now});
    waiting_.store(jobs_.size(), std::memory_order_relaxed);
  }
  wake_.notify_one();
}

void WorkerPool::join() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

void WorkerPool::work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    wake_.wait(lock, [this] { return stopping_ || !jobs_.empty(); });
    if (jobs_.empty()) return;
    auto [job, since] = std::move(jobs_.front());
    jobs_.pop_front();
    waiting_.store(jobs_.size(), std::memory_order_relaxed);
    lock.unlock();
    waits_.add(std::chrono::steady_clock::now() - since);
    job->run();
    job.reset();
    lock.lock();
  }
}

}  // namespace berth::net
