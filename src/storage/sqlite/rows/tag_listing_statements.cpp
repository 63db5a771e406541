#include "storage/sqlite/rows/tag_listing_statements.h"

#include <utility>

namespace berth::storage::sqlite {

using Step = TagListingRun::Step;

TagListingStatements::TagListingStatements(Database& database)
    : database_(database),
      media_types_(database),
      by_name_(database,
               "SELECT name, created_at, image FROM tags"
               " WHERE repository = ? AND name >= ? AND name < ? ORDER BY name"),
      by_date_(database,
               "SELECT name, created_at FROM tags WHERE repository = ?"
               " AND (created_at, name) < (?, ?) ORDER BY created_at DESC, name DESC"),
      by_version_(database,
                  "SELECT name, 0 FROM tags WHERE repository = ? AND version_key >= ?"
                  " AND (version_key, name) < (?, ?) ORDER BY version_key DESC, name DESC"),
      read_(database, "SELECT created_at, image FROM tags WHERE repository = ? AND name = ?"),
      names_of_(database,
                "SELECT t.name FROM images i CROSS JOIN tags t ON t.repository = i.repository"
                " AND t.image_sequence = i.sequence WHERE i.repository = ? AND i.digest = ?"
                " AND t.name > ? ORDER BY t.name LIMIT ?"),
      next_name_(database,
                 "SELECT tag FROM tag_history WHERE repository = ? AND tag >= ? AND tag < ?"
                 " ORDER BY tag LIMIT 1"),
      movements_(database,
                 "SELECT id, to_digest, moved_at FROM tag_history"
                 " WHERE repository = ? AND tag = ? AND id < ? ORDER BY id DESC"),
      read_image_(database,
                  "SELECT media_type, artifact_media_type, size, pushed_at FROM images"
                  " WHERE repository = ? AND digest = ?") {}

void TagListingStatements::show(std::string_view name, Timestamp created_at,
                                std::string_view packed, const TagVisitor& visit) {
  const auto image = unpacker_.unpack(packed);
  if (!image) database_.fail_damaged("the row of a tag holds no image");
  visit({.name = name,
         .digest = image->digest,
         .media_type = media_types_.text_of(image->media_type),
         .artifact_media_type = media_types_.text_of(image->artifact_media_type),
         .size_bytes = image->size_bytes,
         .image_pushed_at = image->pushed_at,
         .created_at = created_at});
}

TagListing TagListingStatements::find(RepositoryKey repository, const TagQuery& query,
                                      const TagVisitor& visit) {
  switch (query.position_kind()) {
    case TagPosition::Kind::by_name:
      return by_name(repository, query, visit);
    case TagPosition::Kind::by_date:
      return by_date(repository, query, visit);
    case TagPosition::Kind::by_version:
      return by_version(repository, query, visit);
    case TagPosition::Kind::as_of:
      return as_of(repository, query, visit);
  }
  std::unreachable();
}

TagListing TagListingStatements::by_name(RepositoryKey repository, const TagQuery& query,
                                         const TagVisitor& visit) {
  const NameRange range = names_of_query(query);
  TagListingRun run(query);
  Statement::Run row = by_name_.run(repository, range.from, range.below);
  while (row.step()) {
    const Timestamp created_at = row.time(1);
    const Step step = run.look_at(row.text(0), created_at);
    if (step == Step::stop) return run.stopped();
    if (step == Step::take) show(row.text(0), created_at, row.bytes(2), visit);
  }
  return run.ended();
}

TagListing TagListingStatements::walk(RepositoryKey repository, const TagQuery& query,
                                      Statement::Run& row, const TagVisitor& visit) {
  TagListingRun run(query);
  while (row.step()) {
    const std::string_view name = row.text(0);
    const Step step = run.look_at(name, row.time(1));
    if (step == Step::stop) return run.stopped();
    if (step == Step::pass) continue;
    Statement::Run tag = read_.run(repository, name);
    if (!tag.step()) database_.fail_damaged("an index has a tag that does not exist");
    show(name, tag.time(0), tag.bytes(1), visit);
  }
  return run.ended();
}

TagListing TagListingStatements::by_date(RepositoryKey repository, const TagQuery& query,
                                         const TagVisitor& visit) {
  const Timestamp before = query.after ? query.after->moved_at : Timestamp::max();
  const std::string_view name = query.after ? std::string_view(query.after->tag) : "";
  Statement::Run row = by_date_.run(repository, before, name);
  return walk(repository, query, row, visit);
}

TagListing TagListingStatements::by_version(RepositoryKey repository, const TagQuery& query,
                                            const TagVisitor& visit) {
  const VersionKeyRange range = version_keys_of(query);
  Statement::Run row = by_version_.run(repository, Bytes{range.from}, Bytes{range.key}, range.name);
  return walk(repository, query, row, visit);
}

std::vector<std::string> TagListingStatements::names_of(RepositoryKey repository,
                                                        const Digest& digest,
                                                        std::string_view after, std::size_t limit) {
  std::vector<std::string> names;
  Statement::Run row = names_of_.run(repository, digest.text(), after, limit);
  while (row.step()) names.emplace_back(row.text(0));
  return names;
}

// --- as of a time ---

std::optional<std::string> TagListingStatements::next_name(RepositoryKey repository,
                                                           const NameRange& range) {
  Statement::Run row = next_name_.run(repository, range.from, range.below);
  if (!row.step()) return std::nullopt;
  return std::string(row.text(0));
}

std::optional<TagListingStatements::Movement> TagListingStatements::last_movement(
    RepositoryKey repository, std::string_view tag, std::int64_t before, Timestamp at,
    TagListingRun& run, bool& stops) {
  Statement::Run row = movements_.run(repository, tag, before);
  while (row.step()) {
    stops = !run.look_at_movement(tag, row.integer(0));
    if (stops) return std::nullopt;
    if (row.time(2) <= at) return Movement{.to = std::string(row.text(1)), .moved_at = row.time(2)};
  }
  return std::nullopt;
}

void TagListingStatements::show_past(RepositoryKey repository, std::string_view name,
                                     const Movement& movement, const TagVisitor& visit) {
  TagView view;
  view.name = name;
  view.digest = movement.to;
  view.created_at = movement.moved_at;
  Statement::Run row = read_image_.run(repository, movement.to);
  if (row.step()) {
    view.media_type = row.text(0);
    view.artifact_media_type = row.text(1);
    view.size_bytes = row.number(2);
    view.image_pushed_at = row.time(3);
  }
  visit(view);
}

TagListing TagListingStatements::as_of(RepositoryKey repository, const TagQuery& query,
                                       const TagVisitor& visit) {
  NameRange range = names_of_query(query);
  TagListingRun run(query);
  while (const auto name = next_name(repository, range)) {
    const Step looked = run.look_at_name(*name);
    if (looked == Step::stop) return run.stopped();
    if (looked == Step::take) {
      const bool goes_on = query.after && query.after->tag == *name;
      const std::int64_t before = goes_on ? query.after->before_movement : kNewestMovement;
      bool stops = false;
      const auto movement = last_movement(repository, *name, before, *query.as_of, run, stops);
      if (stops) return run.stopped();
      if (!movement || movement->to.empty()) {
        run.pass_past(*name);
      } else {
        if (run.take_past(*name) == Step::stop) return run.stopped();
        show_past(repository, *name, *movement, visit);
      }
    }
    range.from = after_name(*name);
  }
  return run.ended();
}

}  // namespace berth::storage::sqlite
