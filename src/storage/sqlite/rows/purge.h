// Removes a deleted repository piece by piece, on one connection and in the caller's transaction.
#pragma once

#include "registry/ports/garbage_store.h"
#include "storage/sqlite/rows/connection.h"

namespace berth::storage::sqlite {

// Removes up to `limit` rows, or one image more. some_rows: more are left.
PurgeOutcome purge(Connection& connection, const DeletedRepository& repository, std::size_t limit);

}  // namespace berth::storage::sqlite
