// Takes a deleted repository away piece by piece, on one connection and in the caller's
// transaction.
#pragma once

#include "registry/garbage_store.h"
#include "storage/sqlite/connection.h"

namespace berth::storage {

// Up to `limit` rows, or one image more. some_rows: there are more.
PurgeOutcome purge(Connection& connection, const DeletedRepository& repository, std::size_t limit);

}  // namespace berth::storage
