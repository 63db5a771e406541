#include "gallery/repository_model.h"

#include "gallery/catalog.h"

namespace berth::gallery {
namespace {

constexpr std::string_view kLatest = "latest";

TagRow row_of(const TagView& tag) {
  return {.name = std::string(tag.name),
          .digest = std::string(tag.digest),
          .media_type = std::string(tag.media_type),
          .artifact_type = std::string(tag.artifact_media_type),
          .size_bytes = tag.size_bytes,
          .image_pushed_at = tag.image_pushed_at,
          .created_at = tag.created_at,
          .kind = kind_of(tag.media_type, tag.artifact_media_type),
          .is_kept = !tag.media_type.empty(),
          .summary = {}};
}

void choose_default_tag(Reads& reads, RepositoryModel& model) {
  const auto latest = TagName::parse(kLatest);
  if (const auto image = reads.metadata().find_image(model.repository.key, *latest)) {
    model.default_tag = *latest;
    model.default_kind = kind_of(image->media_type, image->artifact_media_type);
    return;
  }
  if (model.tags.rows.empty()) return;
  const TagRow& first = model.tags.rows.front();
  if (!first.is_kept) return;
  if (auto name = TagName::parse(first.name)) model.default_tag = *std::move(name);
  model.default_kind = first.kind;
}

}  // namespace

Result<TagPage> list_tags(const Sources& sources, const Repository& repository, TagState state,
                          std::size_t limit) {
  const auto query = state.query(limit);
  if (!query) return failure_of(query);
  TagPage page{.state = std::move(state), .order = query->order};
  const TagListing listing = sources.reads.metadata().find_tags(
      repository.key, *query, [&page](const TagView& tag) { page.rows.push_back(row_of(tag)); });
  page.searched = listing.searched;
  if (listing.next) page.next = listing.next->text();
  for (TagRow& row : page.rows) {
    row.summary =
        sources.summaries.find(sources.reads, sources.blobs, repository, row.digest, row.kind);
  }
  return page;
}

Result<Repository> find_repository(Reads& reads, const RepositoryAddress& address) {
  auto repository = reads.metadata().find_repository(address.alias, address.name);
  if (!repository) {
    return fail({.code = ErrorCode::repository_not_found,
                 .registry = address.alias.text(),
                 .repository = address.name.text()});
  }
  return *std::move(repository);
}

Result<RepositoryModel> load_repository(const Sources& sources, const RepositoryAddress& address,
                                        TagState state, std::size_t limit) {
  auto repository = find_repository(sources.reads, address);
  if (!repository) return failure_of(repository);
  auto tags = list_tags(sources, *repository, std::move(state), limit);
  if (!tags) return failure_of(tags);
  RepositoryModel model{
      .repository = *repository,
      .registry_title = title_of(sources.reads, repository->registry, repository->alias),
      .catalog = sources.reads.metadata().find_catalog_data(repository->key),
      .tags = *std::move(tags)};
  choose_default_tag(sources.reads, model);
  return model;
}

}  // namespace berth::gallery
