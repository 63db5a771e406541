#include "storage/sqlite/tag_statements.h"

namespace berth::storage {

TagStatements::TagStatements(Database& database)
    : find_target_(database,
                   "SELECT digest, image_sequence FROM tags WHERE repository = ? AND name = ?"),
      find_manifest_(database,
                     "SELECT t.digest, t.media_type, m.content FROM tags t"
                     " JOIN manifests m ON m.sequence = t.image_sequence"
                     " WHERE t.repository = ? AND t.name = ?"),
      list_(database,
            "SELECT name, digest, media_type, artifact_media_type, size, image_pushed_at,"
            " created_at FROM tags WHERE repository = ? AND name > ? ORDER BY name LIMIT ?"),
      names_of_(database,
                "SELECT name FROM tags WHERE repository = ? AND image_sequence = ? ORDER BY name"),
      put_(database,
           "INSERT OR REPLACE INTO tags (repository, name, digest, media_type,"
           " artifact_media_type, size, image_pushed_at, created_at, image_sequence)"
           " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"),
      delete_(database, "DELETE FROM tags WHERE repository = ? AND name = ?"),
      append_history_(database,
                      "INSERT INTO tag_history (repository, tag, from_digest, to_digest, actor,"
                      " moved_at) VALUES (?, ?, ?, ?, ?, ?)") {}

std::optional<TagStatements::Target> TagStatements::find_target(RepositoryKey repository,
                                                                const TagName& tag) {
  Statement::Run row = find_target_.run(repository, tag.text());
  if (!row.step()) return std::nullopt;
  return Target{.digest = Digest::parse(row.text(0)).value(), .image_sequence = row.integer(1)};
}

std::optional<StoredManifest> TagStatements::find_manifest(RepositoryKey repository,
                                                           const TagName& tag) {
  Statement::Run row = find_manifest_.run(repository, tag.text());
  if (!row.step()) return std::nullopt;
  return StoredManifest{.digest = Digest::parse(row.text(0)).value(),
                        .media_type = std::string(row.text(1)),
                        .content = std::string(row.bytes(2))};
}

void TagStatements::list(RepositoryKey repository, std::string_view after, std::size_t limit,
                         const TagVisitor& visit) {
  Statement::Run row = list_.run(repository, after, static_cast<std::int64_t>(limit));
  while (row.step()) {
    visit({.name = row.text(0),
           .digest = row.text(1),
           .media_type = row.text(2),
           .artifact_media_type = row.text(3),
           .size_bytes = static_cast<std::uint64_t>(row.integer(4)),
           .image_pushed_at = from_milliseconds(row.integer(5)),
           .created_at = from_milliseconds(row.integer(6))});
  }
}

std::vector<std::string> TagStatements::names_of(RepositoryKey repository,
                                                 std::int64_t image_sequence) {
  std::vector<std::string> names;
  Statement::Run row = names_of_.run(repository, image_sequence);
  while (row.step()) names.emplace_back(row.text(0));
  return names;
}

void TagStatements::point(RepositoryKey repository, const TagName& tag,
                          const std::optional<Target>& before, const ImageDetail& image,
                          const TagMovement& movement) {
  put_.execute(repository, tag.text(), image.digest, image.media_type, image.artifact_media_type,
               static_cast<std::int64_t>(image.size_bytes), to_milliseconds(image.pushed_at),
               to_milliseconds(movement.at), image.sequence);
  const std::string_view from =
      before ? std::string_view(before->digest.text()) : std::string_view();
  append_history_.execute(repository, tag.text(), from, image.digest, movement.actor,
                          to_milliseconds(movement.at));
}

void TagStatements::remove(RepositoryKey repository, std::string_view tag, std::string_view digest,
                           const TagMovement& movement) {
  delete_.execute(repository, tag);
  append_history_.execute(repository, tag, digest, std::string_view(), movement.actor,
                          to_milliseconds(movement.at));
}

}  // namespace berth::storage
