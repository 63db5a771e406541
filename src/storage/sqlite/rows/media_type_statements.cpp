#include "storage/sqlite/rows/media_type_statements.h"

namespace berth::storage::sqlite {

MediaTypeStatements::MediaTypeStatements(Database& database)
    : database_(database),
      find_id_(database, "SELECT id FROM media_types WHERE text = ?"),
      insert_(database, "INSERT INTO media_types (text) VALUES (?)"),
      find_text_(database, "SELECT text FROM media_types WHERE id = ?") {}

MediaTypeId MediaTypeStatements::id_of(std::string_view text) {
  if (text.empty()) return kNoMediaType;
  {
    Statement::Run row = find_id_.run(text);
    if (row.step()) return static_cast<MediaTypeId>(row.integer(0));
  }
  insert_.execute(text);
  return static_cast<MediaTypeId>(insert_.last_insert_key());
}

std::string_view MediaTypeStatements::text_of(MediaTypeId id) {
  if (id == kNoMediaType) return {};
  if (id < texts_.size() && texts_[id]) return *texts_[id];
  Statement::Run row = find_text_.run(std::int64_t{id});
  if (!row.step()) database_.fail_damaged("a media type has no text");
  if (id >= kMaxRemembered) {
    next_other_ = (next_other_ + 1) % others_.size();
    return others_.at(next_other_) = row.text(0);
  }
  if (id >= texts_.size()) texts_.resize(std::size_t{id} + 1);
  texts_[id] = std::make_unique<const std::string>(row.text(0));
  return *texts_[id];
}

}  // namespace berth::storage::sqlite
