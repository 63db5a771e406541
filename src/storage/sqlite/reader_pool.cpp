#include "storage/sqlite/reader_pool.h"

namespace berth::storage {

ReaderPool::ReaderPool(const std::filesystem::path& file, unsigned count, const char* vfs) {
  idle_.reserve(count);
  for (unsigned i = 0; i < count; ++i) {
    idle_.push_back(std::make_unique<Connection>(file, Access::read_only, vfs));
  }
}

ReaderPool::Lease ReaderPool::take() {
  std::unique_lock lock(mutex_);
  given_back_.wait(lock, [this] { return !idle_.empty(); });
  std::unique_ptr<Connection> connection = std::move(idle_.back());
  idle_.pop_back();
  return {*this, std::move(connection)};
}

void ReaderPool::give_back(std::unique_ptr<Connection> connection) {
  {
    const std::scoped_lock lock(mutex_);
    idle_.push_back(std::move(connection));
  }
  given_back_.notify_one();
}

}  // namespace berth::storage
