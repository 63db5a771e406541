#include "storage/sqlite/rows/tag_statements.h"

namespace berth::storage::sqlite {
namespace {

// In the history, an empty text means that the tag pointed at nothing.
std::optional<Digest> digest_or_none(std::string_view text) {
  if (text.empty()) return std::nullopt;
  return Digest::parse(text).value();
}

}  // namespace

TagStatements::TagStatements(Database& database)
    : database_(database),
      media_types_(database),
      find_target_(database,
                   "SELECT image, image_sequence FROM tags WHERE repository = ? AND name = ?"),
      find_manifest_(database,
                     "SELECT t.image, m.content FROM tags t"
                     " JOIN manifests m ON m.sequence = t.image_sequence"
                     " WHERE t.repository = ? AND t.name = ?"),
      // SQLite returns the length of a BLOB without reading its pages.
      describe_manifest_(database,
                         "SELECT t.image, length(m.content) FROM tags t"
                         " JOIN manifests m ON m.sequence = t.image_sequence"
                         " WHERE t.repository = ? AND t.name = ?"),
      list_(database,
            "SELECT name, created_at, image FROM tags"
            " WHERE repository = ? AND name > ? ORDER BY name LIMIT ?"),
      names_of_(database,
                "SELECT name FROM tags WHERE repository = ? AND image_sequence = ? ORDER BY name"),
      insert_(database,
              "INSERT INTO tags (repository, name, created_at, image_sequence, image, version_key)"
              " VALUES (?, ?, ?, ?, ?, ?)"),
      // Leaves the index by version alone.
      move_(database,
            "UPDATE tags SET created_at = ?, image_sequence = ?, image = ?"
            " WHERE repository = ? AND name = ?"),
      delete_(database, "DELETE FROM tags WHERE repository = ? AND name = ?"),
      append_history_(database,
                      "INSERT INTO tag_history (repository, tag, from_digest, to_digest, actor,"
                      " moved_at) VALUES (?, ?, ?, ?, ?, ?)"),
      list_history_(database,
                    "SELECT id, from_digest, to_digest, actor, moved_at FROM tag_history"
                    " WHERE repository = ? AND tag = ? AND id < ? ORDER BY id DESC LIMIT ?"),
      find_last_movement_(database,
                          "SELECT id FROM tag_history WHERE repository = ? AND tag = ?"
                          " ORDER BY id DESC LIMIT 1") {}

ImageFacts TagStatements::facts_of(std::string_view packed) {
  const auto facts = unpacker_.unpack(packed);
  if (!facts) database_.fail_damaged("the row of a tag holds no image");
  return *facts;
}

std::optional<TagTarget> TagStatements::find_target(RepositoryKey repository, const TagName& tag) {
  Statement::Run row = find_target_.run(repository, tag.text());
  if (!row.step()) return std::nullopt;
  const ImageFacts image = facts_of(row.bytes(0));
  return TagTarget{.digest = Digest::parse(image.digest).value(), .image_sequence = row.integer(1)};
}

std::optional<StoredManifest> TagStatements::find_manifest(RepositoryKey repository,
                                                           const TagName& tag) {
  Statement::Run row = find_manifest_.run(repository, tag.text());
  if (!row.step()) return std::nullopt;
  const ImageFacts image = facts_of(row.bytes(0));
  return StoredManifest{.digest = Digest::parse(image.digest).value(),
                        .media_type = std::string(media_types_.text_of(image.media_type)),
                        .content = std::string(row.bytes(1))};
}

std::optional<ManifestDescription> TagStatements::describe_manifest(RepositoryKey repository,
                                                                    const TagName& tag) {
  Statement::Run row = describe_manifest_.run(repository, tag.text());
  if (!row.step()) return std::nullopt;
  const ImageFacts image = facts_of(row.bytes(0));
  return ManifestDescription{.digest = Digest::parse(image.digest).value(),
                             .media_type = std::string(media_types_.text_of(image.media_type)),
                             .size_bytes = static_cast<std::uint64_t>(row.integer(1))};
}

void TagStatements::list(RepositoryKey repository, std::string_view after, std::size_t limit,
                         const TagVisitor& visit) {
  Statement::Run row = list_.run(repository, after, limit);
  while (row.step()) {
    const ImageFacts image = facts_of(row.bytes(2));
    visit({.name = row.text(0),
           .digest = image.digest,
           .media_type = media_types_.text_of(image.media_type),
           .artifact_media_type = media_types_.text_of(image.artifact_media_type),
           .size_bytes = image.size_bytes,
           .image_pushed_at = image.pushed_at,
           .created_at = row.time(1)});
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
                          const std::optional<TagTarget>& before, const ImageDetail& image,
                          const TagMovement& movement) {
  const std::string packed =
      pack_image({.digest = image.digest,
                  .size_bytes = image.size_bytes,
                  .pushed_at = image.pushed_at,
                  .media_type = media_types_.id_of(image.media_type),
                  .artifact_media_type = media_types_.id_of(image.artifact_media_type)});
  if (before) {
    move_.execute(movement.at, image.sequence, Bytes{packed}, repository, tag.text());
  } else {
    const VersionKey version = VersionKey::of(tag.text());
    insert_.execute(repository, tag.text(), movement.at, image.sequence, Bytes{packed},
                    Bytes{version.bytes()});
  }
  const std::string_view from =
      before ? std::string_view(before->digest.text()) : std::string_view();
  append_history_.execute(repository, tag.text(), from, image.digest, movement.actor, movement.at);
}

void TagStatements::remove(RepositoryKey repository, std::string_view tag, std::string_view digest,
                           const TagMovement& movement) {
  delete_.execute(repository, tag);
  append_history_.execute(repository, tag, digest, std::string_view(), movement.actor, movement.at);
}

std::vector<TagHistoryEntry> TagStatements::list_history(RepositoryKey repository,
                                                         const TagName& tag,
                                                         std::int64_t before_sequence,
                                                         std::size_t limit) {
  std::vector<TagHistoryEntry> entries;
  Statement::Run row = list_history_.run(repository, tag.text(), before_sequence, limit);
  while (row.step()) {
    entries.push_back({.sequence = row.integer(0),
                       .from = digest_or_none(row.text(1)),
                       .to = digest_or_none(row.text(2)),
                       .actor = std::string(row.text(3)),
                       .moved_at = row.time(4)});
  }
  return entries;
}

std::optional<std::int64_t> TagStatements::last_movement(RepositoryKey repository,
                                                         const TagName& tag) {
  Statement::Run row = find_last_movement_.run(repository, tag.text());
  if (!row.step()) return std::nullopt;
  return row.integer(0);
}

}  // namespace berth::storage::sqlite
