#include "storage/sqlite/rows/reader_pool.h"

namespace berth::storage::sqlite {
namespace {

// The readers held by this thread, the newest first: only one per pool is ever used.
thread_local ReaderPool::HeldReader* last_held = nullptr;

}  // namespace

void ReaderPool::GiveBack::operator()(Connection* connection) const {
  if (pool == nullptr) return;
  {
    const std::scoped_lock lock(pool->mutex_);
    pool->idle_.emplace_back(connection);
  }
  pool->given_back_.notify_one();
}

ReaderPool::HeldReader::HeldReader(ReaderPool& pool)
    : pool_(pool),
      previous_(last_held),
      reader_(pool.take()),
      transaction_(reader_->database, Access::read_only) {
  last_held = this;
}

ReaderPool::HeldReader::~HeldReader() {
  last_held = previous_;
}

ReaderPool::ReaderPool(const std::filesystem::path& file, unsigned count, const char* vfs,
                       const DamageListener* on_damage) {
  idle_.reserve(count);
  for (unsigned i = 0; i < count; ++i) {
    idle_.push_back(std::make_unique<Connection>(file, Access::read_only, vfs, on_damage));
  }
}

Connection* ReaderPool::find_held() const {
  const HeldReader* held = last_held;
  while (held != nullptr && &held->pool_ != this) held = held->previous_;
  return held == nullptr ? nullptr : held->reader_.get();
}

ReaderPool::Lease ReaderPool::take() {
  if (Connection* held = find_held()) return {held, GiveBack{}};
  std::unique_lock lock(mutex_);
  given_back_.wait(lock, [this] { return !idle_.empty(); });
  std::unique_ptr<Connection> connection = std::move(idle_.back());
  idle_.pop_back();
  return {connection.release(), GiveBack{this}};
}

}  // namespace berth::storage::sqlite
