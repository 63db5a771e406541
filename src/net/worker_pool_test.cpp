#include "net/worker_pool.h"

#include <gtest/gtest.h>

#include <functional>
#include <latch>

namespace berth::net {
namespace {

class Call final : public Job {
 public:
  explicit Call(std::function<void()> function) : function_(std::move(function)) {}
  void run() noexcept override { function_(); }

 private:
  std::function<void()> function_;
};

void submit(WorkerPool& pool, std::function<void()> function) {
  pool.submit(std::make_unique<Call>(std::move(function)));
}

TEST(WorkerPool, RunsEverythingThatWasSubmittedBeforeItEnds) {
  std::atomic<int> runs = 0;
  {
    WorkerPool pool(3, 10);
    for (int i = 0; i < 1000; ++i) submit(pool, [&runs] { ++runs; });
  }
  EXPECT_EQ(runs, 1000);
}

TEST(WorkerPool, IsFullWhileItsQueueIsAtTheLimit) {
  std::latch started(1);
  std::latch released(1);
  WorkerPool pool(1, 2);
  submit(pool, [&started, &released] {
    started.count_down();
    released.wait();
  });
  started.wait();
  EXPECT_FALSE(pool.is_full());
  submit(pool, [] {});
  EXPECT_FALSE(pool.is_full());
  submit(pool, [] {});
  EXPECT_TRUE(pool.is_full());
  released.count_down();
  pool.join();
  EXPECT_FALSE(pool.is_full());
}

TEST(WorkerPool, CountsTheWaitOfEveryJob) {
  WorkerPool pool(2, 10);
  for (int i = 0; i < 100; ++i) submit(pool, [] {});
  pool.join();
  EXPECT_EQ(pool.waits().count(), 100U);
  EXPECT_EQ(pool.waiting(), 0U);
}

}  // namespace
}  // namespace berth::net
