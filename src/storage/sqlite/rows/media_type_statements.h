// Media types by number: there are few, and rows that are read by the thousand hold the number.
#pragma once

#include <array>
#include <deque>
#include <string>
#include <string_view>

#include "storage/sqlite/engine/database.h"
#include "storage/sqlite/rows/packed_image.h"

namespace berth::storage::sqlite {

// On one connection, which either reads or writes: what a reader has seen is committed, and is
// never changed or deleted, so it is remembered.
class MediaTypeStatements {
 public:
  // Of these, some tens of bytes each, as a rule. There may be more: who pushes makes them up.
  static constexpr MediaTypeId kMaxRemembered = 4'096;

  explicit MediaTypeStatements(Database& database);

  // Of a text, which gets a number if it has none; kNoMediaType of an empty one. Writes.
  MediaTypeId id_of(std::string_view text);
  // Of a number that id_of() gave; empty of kNoMediaType. The view lives until two more are asked
  // for.
  std::string_view text_of(MediaTypeId id);

 private:
  const Database& database_;
  Statement find_id_;
  Statement insert_;
  Statement find_text_;
  std::deque<std::string> texts_;  // by number; empty: not looked up yet
  std::array<std::string, 2> others_;
  std::size_t next_other_ = 0;
};

}  // namespace berth::storage::sqlite
