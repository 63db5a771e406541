#include "storage/memory/metadata_reads.h"

#include <ranges>

#include "storage/memory/listings.h"

namespace berth::storage::memory {
namespace {

ImageDetail with_tags(const ImageRow& row) {
  ImageDetail detail = row.detail;
  detail.tags.assign(row.tags.begin(), row.tags.end());
  return detail;
}

std::optional<Repository> shown_by_name(const State& state, const RegistryRow* registry,
                                        const RepositoryName& name) {
  if (registry == nullptr) return std::nullopt;
  const auto found = registry->repositories.find(name.text());
  if (found == registry->repositories.end()) return std::nullopt;
  return state.shown(state.repositories.at(found->second));
}

}  // namespace

// --- repositories and data about them ---

template <typename Port>
std::optional<RegistryId> MemoryMetadataReads<Port>::find_owner(RepositoryKey repository) {
  return source_.read(repository, [](const RepositoryRows& rows) {
    return std::optional(rows.repository.registry);
  });
}

template <typename Port>
std::optional<Repository> MemoryMetadataReads<Port>::find_repository(const RegistryId& registry,
                                                                     const RepositoryName& name) {
  return source_.read(Scope::of(registry), [&](const State& state) {
    return shown_by_name(state, state.find_registry(registry), name);
  });
}

template <typename Port>
std::optional<Repository> MemoryMetadataReads<Port>::find_repository(const RegistryAlias& alias,
                                                                     const RepositoryName& name) {
  auto found = source_.read(
      [&](const State& state) { return shown_by_name(state, state.find_registry(alias), name); });
  source_.note(found ? Scope::of(found->registry) : Scope::everything());
  return found;
}

template <typename Port>
Usage MemoryMetadataReads<Port>::measure_repository(RepositoryKey repository) {
  return source_.read(repository, [](const RepositoryRows& rows) { return usage_of(rows); });
}

template <typename Port>
std::vector<Repository> MemoryMetadataReads<Port>::list_repositories(const RegistryId& registry,
                                                                     std::string_view after,
                                                                     std::size_t limit) {
  return source_.read(Scope::of(registry), [&](const State& state) {
    std::vector<Repository> listed;
    const RegistryRow* row = state.find_registry(registry);
    if (row == nullptr) return listed;
    auto next = row->repositories.upper_bound(std::string(after));
    for (; next != row->repositories.end() && listed.size() < limit; ++next) {
      listed.push_back(state.shown(state.repositories.at(next->second)));
    }
    return listed;
  });
}

template <typename Port>
FoundRepositories MemoryMetadataReads<Port>::search_repositories(const RepositorySearch& search) {
  return source_.read(Scope::everything(),
                      [&](const State& state) { return storage::memory::search(state, search); });
}

template <typename Port>
CatalogData MemoryMetadataReads<Port>::find_catalog_data(RepositoryKey repository) {
  return source_.read(repository, [](const RepositoryRows& rows) { return rows.catalog; });
}

template <typename Port>
std::optional<std::string> MemoryMetadataReads<Port>::find_logo(std::string_view logo_id) {
  return source_.read(Scope::everything(), [&](const State& state) -> std::optional<std::string> {
    for (const auto& [key, rows] : state.repositories) {
      if (rows.catalog.logo_id == logo_id) return rows.logo;
    }
    return std::nullopt;
  });
}

template <typename Port>
std::vector<ResourceTag> MemoryMetadataReads<Port>::list_resource_tags(RepositoryKey repository) {
  return source_.read(repository, [](const RepositoryRows& rows) {
    std::vector<ResourceTag> tags;
    for (const auto& [key, value] : rows.resource_tags)
      tags.push_back({.key = key, .value = value});
    return tags;
  });
}

template <typename Port>
std::optional<RepositoryPolicy> MemoryMetadataReads<Port>::find_repository_policy(
    RepositoryKey repository) {
  return source_.read(repository, [](const RepositoryRows& rows) { return rows.policy; });
}

// --- blobs ---

template <typename Port>
std::optional<Blob> MemoryMetadataReads<Port>::find_blob(RepositoryKey repository,
                                                         const Digest& digest) {
  return source_.read(repository, [&](const RepositoryRows& rows) {
    return storage::memory::find_blob(rows, digest);
  });
}

template <typename Port>
std::optional<Layer> MemoryMetadataReads<Port>::find_layer(RepositoryKey repository,
                                                           const Digest& digest) {
  return source_.read(repository, [&](const RepositoryRows& rows) -> std::optional<Layer> {
    auto blob = storage::memory::find_blob(rows, digest);
    if (!blob) return std::nullopt;
    const auto named = rows.layers.find(digest.text());
    return Layer{.blob = *std::move(blob),
                 .media_type = named != rows.layers.end() ? named->second.begin()->second : ""};
  });
}

template <typename Port>
std::optional<StoredBlob> MemoryMetadataReads<Port>::find_stored_blob(RepositoryKey repository,
                                                                      const Digest& digest) {
  using Found = std::optional<StoredBlob>;
  return source_.read(Scope::of(repository), [&](const State& state) -> Found {
    const RepositoryRows* rows = state.find(repository);
    auto blob = rows != nullptr ? storage::memory::find_blob(*rows, digest) : std::nullopt;
    if (!blob) return std::nullopt;
    const auto content = state.small_blobs.find(digest.text());
    return StoredBlob{.blob = *std::move(blob),
                      .content = content != state.small_blobs.end() ? std::optional(content->second)
                                                                    : std::nullopt};
  });
}

// --- images and tags ---

template <typename Port>
std::optional<StoredManifest> MemoryMetadataReads<Port>::find_manifest(
    RepositoryKey repository, const ImageReference& reference) {
  using Found = std::optional<StoredManifest>;
  return source_.read(repository, [&](const RepositoryRows& rows) -> Found {
    const ImageRow* image = storage::memory::find_image(rows, reference);
    if (image == nullptr) return std::nullopt;
    return StoredManifest{.digest = Digest::parse(image->detail.digest).value(),
                          .media_type = image->detail.media_type,
                          .content = image->content};
  });
}

template <typename Port>
std::optional<ManifestDescription> MemoryMetadataReads<Port>::describe_manifest(
    RepositoryKey repository, const ImageReference& reference) {
  using Found = std::optional<ManifestDescription>;
  return source_.read(repository, [&](const RepositoryRows& rows) -> Found {
    const ImageRow* image = storage::memory::find_image(rows, reference);
    if (image == nullptr) return std::nullopt;
    return ManifestDescription{.digest = Digest::parse(image->detail.digest).value(),
                               .media_type = image->detail.media_type,
                               .size_bytes = image->content.size()};
  });
}

template <typename Port>
std::optional<ImageDetail> MemoryMetadataReads<Port>::find_image(RepositoryKey repository,
                                                                 const ImageReference& reference) {
  return source_.read(repository, [&](const RepositoryRows& rows) -> std::optional<ImageDetail> {
    const ImageRow* image = storage::memory::find_image(rows, reference);
    if (image == nullptr) return std::nullopt;
    return with_tags(*image);
  });
}

template <typename Port>
std::vector<ImageDetail> MemoryMetadataReads<Port>::list_images(RepositoryKey repository,
                                                                std::int64_t after_sequence,
                                                                std::size_t limit) {
  return source_.read(repository, [&](const RepositoryRows& rows) {
    std::vector<ImageDetail> images;
    auto next = rows.digests.upper_bound(after_sequence);
    for (; next != rows.digests.end() && images.size() < limit; ++next) {
      images.push_back(with_tags(rows.images.at(next->second)));
    }
    return images;
  });
}

template <typename Port>
void MemoryMetadataReads<Port>::list_tags(RepositoryKey repository, std::string_view after,
                                          std::size_t limit, const TagVisitor& visit) {
  source_.read(repository, [&](const RepositoryRows& rows) {
    auto next = rows.tags.upper_bound(after);
    for (std::size_t count = 0; next != rows.tags.end() && count < limit; ++next, ++count) {
      visit(view_of(rows, next->first, next->second));
    }
  });
}

template <typename Port>
TagListing MemoryMetadataReads<Port>::find_tags(RepositoryKey repository, const TagQuery& query,
                                                const TagVisitor& visit) {
  return source_.read(repository, [&](const RepositoryRows& rows) {
    return storage::memory::find_tags(rows, query, visit);
  });
}

template <typename Port>
std::vector<std::string> MemoryMetadataReads<Port>::list_image_tags(RepositoryKey repository,
                                                                    const Digest& digest,
                                                                    std::string_view after,
                                                                    std::size_t limit) {
  return source_.read(repository, [&](const RepositoryRows& rows) {
    return storage::memory::list_image_tags(rows, digest, after, limit);
  });
}

template <typename Port>
void MemoryMetadataReads<Port>::list_referrers(RepositoryKey repository, const Digest& subject,
                                               std::optional<std::string_view> artifact_type,
                                               std::string_view after, std::size_t limit,
                                               const ReferrerVisitor& visit) {
  source_.read(repository, [&](const RepositoryRows& rows) {
    const auto known = rows.referrers.find(subject.text());
    if (known == rows.referrers.end()) return;
    auto next = known->second.upper_bound(std::string(after));
    for (std::size_t count = 0; next != known->second.end() && count < limit; ++next) {
      const ImageRow& image = rows.images.at(*next);
      if (artifact_type && image.detail.artifact_media_type != *artifact_type) continue;
      ++count;
      const bool wants_more = visit({.digest = image.detail.digest,
                                     .media_type = image.detail.media_type,
                                     .artifact_type = image.detail.artifact_media_type,
                                     .size_bytes = image.content.size(),
                                     .annotations = image.annotations});
      if (!wants_more) return;
    }
  });
}

template <typename Port>
std::vector<TagHistoryEntry> MemoryMetadataReads<Port>::list_tag_history(
    RepositoryKey repository, const TagName& tag, std::int64_t before_sequence, std::size_t limit) {
  return source_.read(repository, [&](const RepositoryRows& rows) {
    std::vector<TagHistoryEntry> entries;
    const auto moved = rows.history.find(tag.text());
    if (moved == rows.history.end()) return entries;
    for (const TagHistoryEntry& entry : std::views::reverse(moved->second)) {
      if (entries.size() == limit) break;
      if (entry.sequence < before_sequence) entries.push_back(entry);
    }
    return entries;
  });
}

template class MemoryMetadataReads<MetadataReads>;
template class MemoryMetadataReads<MetadataStore>;

}  // namespace berth::storage::memory
