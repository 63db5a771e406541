// The schema and its versions; docs/formats/schema.md describes it.
#pragma once

#include <cstddef>
#include <cstdint>

#include "registry/values/store_identity.h"
#include "storage/sqlite/engine/database.h"

namespace berth::storage::sqlite {

// "BERT", as step_6.h writes it into the header of the file, so that file(1) and others recognise
// it.
inline constexpr std::int64_t kApplicationId = 0x42455254;
// From this version on a database has an identity.
inline constexpr std::size_t kFirstVersionWithIdentity = 6;
// The version that this Berth writes.
std::size_t newest_version();

// Brings the database to the newest version, all steps in one transaction. Throws DatabaseError,
// and changes nothing, when a newer Berth wrote it.
void migrate(Database& database);
// Likewise, and gives the database its identity in the same transaction. It must not have one yet.
void migrate(Database& database, const StoreIdentity& identity);
// Throws DatabaseError unless the database is of the newest version.
void require_newest_version(Database& database);
// migrate() to an older version, for tests of later versions.
void migrate(Database& database, std::size_t to_version);

}  // namespace berth::storage::sqlite
