#pragma once

struct sqlite3;

namespace berth::storage::sqlite {

// Gives SQL the function version_key(name TEXT) -> BLOB (registry/values/version_key.h), for
// migrations and for `berth fsck`.
void register_version_key(sqlite3* handle);

}  // namespace berth::storage::sqlite
