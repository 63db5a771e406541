#include "storage/memory/database.h"

namespace berth::storage::memory {

Database::Snapshot::Snapshot(Database& database) : database_(database) {
  const std::scoped_lock lock(database_.mutex_);
  state_ = database_.state_;
}

Database::Snapshot::~Snapshot() {
  // So that the next write knows exactly whether somebody still looks.
  const std::scoped_lock lock(database_.mutex_);
  state_.reset();
}

}  // namespace berth::storage::memory
