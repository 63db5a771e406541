#include "storage/sqlite/sqlite_reader.h"

namespace berth::storage::sqlite {

void SqliteReader::renew() {
  transaction_.reset();
  connection_.reset();
}

Connections::Lease SqliteReader::take() {
  if (connection_ == nullptr) {
    if (!version_) version_ = changes_.now();
    Lease taken = pool_.take();
    transaction_.emplace(taken->database, Access::read_only);
    connection_ = std::move(taken);
  }
  return {connection_.get(), GiveBack{}};
}

// Called after take().
void SqliteReader::note(const Scope& scope) {
  basis_.depend_on({.scope = scope, .version = *version_});
}

}  // namespace berth::storage::sqlite
