// To version 6: which store the database is of, and by which key its secrets are sealed.
#pragma once

namespace berth::storage::sqlite {

inline constexpr char kStep6[] = R"sql(
-- One row: registry/store_identity.h. It is written with this step, by the one who makes it.
CREATE TABLE store (
  only_row        INTEGER PRIMARY KEY DEFAULT 1 CHECK (only_row = 1),
  id              TEXT NOT NULL,
  key_fingerprint TEXT NOT NULL
) STRICT;

-- "BERT"
PRAGMA application_id = 1111839316;

PRAGMA user_version = 6;
)sql";

}  // namespace berth::storage::sqlite
