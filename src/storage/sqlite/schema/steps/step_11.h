// To version 11: the audit, a record of every change of what clients can see.
#pragma once

namespace berth::storage::sqlite {

inline constexpr char kStep11[] = R"sql(
-- registry/values/audit.h. The id begins with the time: registry/rules/audit.h. There is no other
-- index, because every push would pay for it.
CREATE TABLE audit (
  id             INTEGER PRIMARY KEY,
  changed_at     INTEGER NOT NULL,
  action         TEXT NOT NULL,
  resource       TEXT NOT NULL,
  old_value      TEXT NOT NULL,
  new_value      TEXT NOT NULL,
  via            TEXT NOT NULL,
  user           TEXT NOT NULL,
  access_key_id  TEXT NOT NULL,
  client_address TEXT NOT NULL,
  request_id     TEXT NOT NULL
) STRICT;

PRAGMA user_version = 11;
)sql";

}  // namespace berth::storage::sqlite
