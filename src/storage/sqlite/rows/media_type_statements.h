// Media types by number: they are few, and rows that are read by the thousand hold only the number.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "storage/sqlite/engine/database.h"
#include "storage/sqlite/rows/packed_image.h"

namespace berth::storage::sqlite {

// On one connection, which either reads or writes. A media type that a reader has seen is committed
// and never changes or disappears, so it is remembered.
class MediaTypeStatements {
 public:
  // The most remembered texts, usually some tens of bytes each. More may exist: clients can invent
  // media types.
  static constexpr MediaTypeId kMaxRemembered = 4'096;

  explicit MediaTypeStatements(Database& database);

  // The number of a text, which gets one if it has none; kNoMediaType for an empty text. Writes.
  MediaTypeId id_of(std::string_view text);
  // The text of a number that id_of() returned; empty for kNoMediaType. The view lives until two
  // further texts are asked for.
  std::string_view text_of(MediaTypeId id);

 private:
  const Database& database_;
  Statement find_id_;
  Statement insert_;
  Statement find_text_;
  std::vector<std::unique_ptr<const std::string>> texts_;  // by number; null: not looked up yet
  std::array<std::string, 2> others_;
  std::size_t next_other_ = 0;
};

}  // namespace berth::storage::sqlite
