#include "storage/sqlite/engine/writer.h"

#include <algorithm>
#include <chrono>

#include "base/out_of_room.h"

namespace berth::storage::sqlite {

Writer::Writer(Database& database)
    : database_(database),
      begin_(database, "BEGIN IMMEDIATE"),
      commit_(database, "COMMIT"),
      savepoint_(database, "SAVEPOINT operation"),
      release_(database, "RELEASE operation"),
      undo_(database, "ROLLBACK TO operation"),
      thread_([this] { work(); }) {}

// Notifies under the lock: the request is destroyed as soon as its caller sees that it is finished.
void Writer::Request::finish() {
  const std::scoped_lock lock(mutex_);
  is_finished_ = true;
  finished_.notify_one();
}

void Writer::Request::wait() {
  std::unique_lock lock(mutex_);
  finished_.wait(lock, [this] { return is_finished_; });
}

Writer::~Writer() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  submitted_.notify_one();
  thread_.join();
}

void Writer::run(const std::function<WriteOutcome()>& operation) {
  Request request(operation);
  {
    const std::scoped_lock lock(mutex_);
    queue_.push_back(&request);
  }
  submitted_.notify_one();
  request.wait();
  if (request.failure) std::rethrow_exception(request.failure);
}

std::size_t Writer::queued() {
  const std::scoped_lock lock(mutex_);
  return queue_.size();
}

void Writer::work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    submitted_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
    if (queue_.empty()) return;
    const Batch batch = take_batch();
    lock.unlock();
    run_batch(batch);
    for (Request* request : batch) request->finish();
    lock.lock();
  }
}

Writer::Batch Writer::take_batch() {
  const auto end = queue_.begin() + static_cast<std::ptrdiff_t>(std::min(queue_.size(), kMaxBatch));
  Batch batch(queue_.begin(), end);
  queue_.erase(queue_.begin(), end);
  return batch;
}

void Writer::run_batch(const Batch& batch) {
  try {
    begin_.execute();
    std::uint64_t kept = 0;
    for (Request* request : batch) kept += run_one(*request) == WriteOutcome::undo ? 0U : 1U;
    const auto began = std::chrono::steady_clock::now();
    commit_.execute();
    if (kept == 0) return;  // nothing was written, and nothing synced
    commits_.add(std::chrono::steady_clock::now() - began);
    batch_sizes_.add(kept);
  } catch (...) {
    for (Request* request : batch) {
      if (!request->failure) request->failure = std::current_exception();
    }
    // SQLite itself rolls back after some failures. A failed rollback leaves the connection in an
    // unknown state: the process ends, and the log is recovered at the next start.
    if (database_.in_transaction()) database_.execute("ROLLBACK");
    // If the disk is full, the next batch may fit into the room that the log already occupies.
    if (is_out_of_room(std::current_exception())) database_.empty_log();
  }
}

WriteOutcome Writer::run_one(Request& request) {
  savepoint_.execute();
  WriteOutcome outcome = WriteOutcome::undo;
  try {
    outcome = request.operation();
  } catch (...) {
    request.failure = std::current_exception();
    // SQLite itself has undone the whole batch, as it does when the disk is full: this exception
    // says why.
    if (!database_.in_transaction()) throw;
  }
  if (outcome == WriteOutcome::undo) undo_.execute();
  release_.execute();
  return outcome;
}

}  // namespace berth::storage::sqlite
