// The schema's history; docs/formats/schema.md describes the present schema.
#pragma once

#include <span>

#include "storage/sqlite/engine/database.h"

namespace berth::storage::sqlite {

// The step at index N brings a database from version N to N + 1 and sets user_version; each step is
// a file in steps/. Released steps never change. They call pack_image() (packed_image.h)
// and version_key() (version_key_function.h).
std::span<const Sql> schema_steps();

}  // namespace berth::storage::sqlite
