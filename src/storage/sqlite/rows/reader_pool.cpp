#include "storage/sqlite/rows/reader_pool.h"

namespace berth::storage::sqlite {

void Connections::GiveBack::operator()(Connection* connection) const {
  if (pool != nullptr) pool->give_back(connection);
}

ReaderPool::ReaderPool(const std::filesystem::path& file, unsigned count, const char* vfs,
                       const DamageListener* on_damage) {
  idle_.reserve(count);
  for (unsigned i = 0; i < count; ++i) {
    idle_.push_back(std::make_unique<Connection>(file, Access::read_only, vfs, on_damage));
  }
}

ReaderPool::Lease ReaderPool::take() {
  std::unique_lock lock(mutex_);
  given_back_.wait(lock, [this] { return !idle_.empty(); });
  std::unique_ptr<Connection> connection = std::move(idle_.back());
  idle_.pop_back();
  return {connection.release(), GiveBack{this}};
}

void ReaderPool::give_back(Connection* connection) {
  {
    const std::scoped_lock lock(mutex_);
    idle_.emplace_back(connection);
  }
  given_back_.notify_one();
}

}  // namespace berth::storage::sqlite
