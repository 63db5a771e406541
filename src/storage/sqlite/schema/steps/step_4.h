// To version 4: the bytes of small blobs. What is this small costs less here than a file, which has
// to be made, synced, named and synced again. The digests are apart from the bytes, in the index.
#pragma once

namespace berth::storage::sqlite {

inline constexpr char kStep4[] = R"sql(
CREATE TABLE small_blobs (
  digest  TEXT PRIMARY KEY,
  content BLOB NOT NULL
) STRICT;

PRAGMA user_version = 4;
)sql";

}  // namespace berth::storage::sqlite
