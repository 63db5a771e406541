// Group commit: one thread does all writing, and commits the operations of many callers with one
// fsync.
#pragma once

#include <array>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "base/histogram.h"
#include "storage/sqlite/engine/database.h"

namespace berth::storage::sqlite {

enum class WriteOutcome : std::uint8_t { keep, undo };

class Writer {
 public:
  // The most operations in one transaction: limits how long the first one waits for the last.
  static constexpr std::size_t kMaxBatch = 256;
  static constexpr std::array<std::uint64_t, 9> kBatchBounds{1,  2,  4,   8,        16,
                                                             32, 64, 128, kMaxBatch};

  // From now on only the writer may use the database.
  explicit Writer(Database& database);
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;
  ~Writer();  // finishes what was submitted

  // Runs `operation` alone on the writer thread, and returns when it is durable, or undone because
  // it asked for that. If it throws, it is undone, and the exception is rethrown here; if the
  // commit fails, every caller of the batch gets that exception. While one batch is being synced,
  // the next one gathers. Any thread except the writer's may call.
  void run(const std::function<WriteOutcome()>& operation);
  // How many operations wait for the next batch. Any thread may call.
  std::size_t queued();
  // How many operations each transaction had, and how long its commit took, in nanoseconds. Any
  // thread may call.
  [[nodiscard]] HistogramFigures batch_sizes() const { return batch_sizes_.figures(); }
  [[nodiscard]] HistogramFigures commits() const { return commits_.figures(); }

 private:
  // Each caller waits on a mutex and a condition variable of its own: with those of the writer, all
  // callers of a batch would wake up and queue for one lock.
  struct Request {
    explicit Request(const std::function<WriteOutcome()>& todo) : operation(todo) {}
    void finish();
    void wait();

    const std::function<WriteOutcome()>& operation;
    std::exception_ptr failure;

   private:
    std::mutex mutex_;
    std::condition_variable finished_;
    bool is_finished_ = false;
  };
  using Batch = std::vector<Request*>;

  void work();
  Batch take_batch();
  void run_batch(const Batch& batch);
  WriteOutcome run_one(Request& request);

  Database& database_;
  Statement begin_;
  Statement commit_;
  Statement savepoint_;
  Statement release_;
  Statement undo_;

  Histogram<kBatchBounds> batch_sizes_;
  DurationHistogram commits_;

  std::mutex mutex_;
  std::condition_variable submitted_;
  std::deque<Request*> queue_;  // at most one per waiting caller
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace berth::storage::sqlite
