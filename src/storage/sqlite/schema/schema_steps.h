// The schema as it grew; docs/formats/schema.md describes what it has become.
#pragma once

#include <span>

#include "storage/sqlite/engine/database.h"

namespace berth::storage::sqlite {

// What brings a database from version N to N + 1, and says so in user_version, at index N; in
// steps/, a file each. Steps that were released never change. They call pack_image()
// (packed_image.h).
std::span<const Sql> schema_steps();

}  // namespace berth::storage::sqlite
