// The schema and its versions; docs/formats/schema.md describes it.
#pragma once

#include "storage/sqlite/database.h"

namespace berth::storage {

// Brings the database to the newest version, all steps in one transaction. Throws DatabaseError
// when a newer Berth wrote it, and touches nothing then.
void migrate(Database& database);
// Throws DatabaseError unless the database is of the newest version.
void require_newest_version(Database& database);
// migrate() to an older version, as tests of its successors need it.
void migrate(Database& database, std::size_t to_version);

}  // namespace berth::storage
