#include "storage/sqlite/sqlite_metadata_reads.h"

#include "storage/sqlite/rows/image_operations.h"

namespace berth::storage::sqlite {

// --- repositories and data about them ---

template <typename Port>
std::optional<RegistryId> SqliteMetadataReads<Port>::find_owner(RepositoryKey repository) {
  return connections_.take_for(Scope::of(repository))->repositories.find_owner(repository);
}

template <typename Port>
std::optional<Repository> SqliteMetadataReads<Port>::find_repository(const RegistryId& registry,
                                                                     const RepositoryName& name) {
  return connections_.take_for(Scope::of(registry))->repositories.find(registry, name);
}

template <typename Port>
std::optional<Repository> SqliteMetadataReads<Port>::find_repository(const RegistryAlias& alias,
                                                                     const RepositoryName& name) {
  auto found = connections_.take()->repositories.find(alias, name);
  connections_.note(found ? Scope::of(found->registry) : Scope::everything());
  return found;
}

template <typename Port>
Usage SqliteMetadataReads<Port>::measure_repository(RepositoryKey repository) {
  return connections_.take_for(Scope::of(repository))->usage.find(repository).value_or(Usage());
}

template <typename Port>
std::vector<Repository> SqliteMetadataReads<Port>::list_repositories(const RegistryId& registry,
                                                                     std::string_view after,
                                                                     std::size_t limit) {
  return connections_.take_for(Scope::of(registry))->repositories.list(registry, after, limit);
}

template <typename Port>
FoundRepositories SqliteMetadataReads<Port>::search_repositories(const RepositorySearch& search) {
  const Connections::Lease reader = connections_.take_for(Scope::everything());
  const Transaction snapshot(reader->database, Access::read_only);
  return reader->search.find(search);
}

template <typename Port>
CatalogData SqliteMetadataReads<Port>::find_catalog_data(RepositoryKey repository) {
  const Connections::Lease reader = connections_.take_for(Scope::of(repository));
  const Transaction snapshot(reader->database, Access::read_only);
  return reader->catalog.find(repository);
}

template <typename Port>
std::optional<std::string> SqliteMetadataReads<Port>::find_logo(std::string_view logo_id) {
  return connections_.take_for(Scope::everything())->catalog.find_logo(logo_id);
}

template <typename Port>
std::vector<ResourceTag> SqliteMetadataReads<Port>::list_resource_tags(RepositoryKey repository) {
  return connections_.take_for(Scope::of(repository))->catalog.list_tags(repository);
}

template <typename Port>
std::optional<RepositoryPolicy> SqliteMetadataReads<Port>::find_repository_policy(
    RepositoryKey repository) {
  return connections_.take_for(Scope::of(repository))->catalog.find_policy(repository);
}

// --- blobs ---

template <typename Port>
std::optional<Blob> SqliteMetadataReads<Port>::find_blob(RepositoryKey repository,
                                                         const Digest& digest) {
  return connections_.take_for(Scope::of(repository))->repositories.find_blob(repository, digest);
}

template <typename Port>
std::optional<Layer> SqliteMetadataReads<Port>::find_layer(RepositoryKey repository,
                                                           const Digest& digest) {
  const Connections::Lease reader = connections_.take_for(Scope::of(repository));
  const Transaction snapshot(reader->database, Access::read_only);
  auto blob = reader->repositories.find_blob(repository, digest);
  if (!blob) return std::nullopt;
  return Layer{.blob = *std::move(blob),
               .media_type = reader->images.layer_media_type(repository, digest)};
}

template <typename Port>
std::optional<StoredBlob> SqliteMetadataReads<Port>::find_stored_blob(RepositoryKey repository,
                                                                      const Digest& digest) {
  return connections_.take_for(Scope::of(repository))->small_blobs.find(repository, digest);
}

// --- images and tags ---

template <typename Port>
std::optional<StoredManifest> SqliteMetadataReads<Port>::find_manifest(
    RepositoryKey repository, const ImageReference& reference) {
  const Connections::Lease reader = connections_.take_for(Scope::of(repository));
  if (const auto* tag = std::get_if<TagName>(&reference)) {
    return reader->tags.find_manifest(repository, *tag);
  }
  return reader->images.find_manifest(repository, std::get<Digest>(reference));
}

template <typename Port>
std::optional<ManifestDescription> SqliteMetadataReads<Port>::describe_manifest(
    RepositoryKey repository, const ImageReference& reference) {
  const Connections::Lease reader = connections_.take_for(Scope::of(repository));
  if (const auto* tag = std::get_if<TagName>(&reference)) {
    return reader->tags.describe_manifest(repository, *tag);
  }
  return reader->images.describe_manifest(repository, std::get<Digest>(reference));
}

template <typename Port>
std::optional<ImageDetail> SqliteMetadataReads<Port>::find_image(RepositoryKey repository,
                                                                 const ImageReference& reference) {
  const Connections::Lease reader = connections_.take_for(Scope::of(repository));
  const Transaction snapshot(reader->database, Access::read_only);
  return storage::sqlite::find_image(*reader, repository, reference);
}

template <typename Port>
std::vector<ImageDetail> SqliteMetadataReads<Port>::list_images(RepositoryKey repository,
                                                                std::int64_t after_sequence,
                                                                std::size_t limit) {
  const Connections::Lease reader = connections_.take_for(Scope::of(repository));
  const Transaction snapshot(reader->database, Access::read_only);
  return storage::sqlite::list_images(*reader, repository, after_sequence, limit);
}

template <typename Port>
void SqliteMetadataReads<Port>::list_tags(RepositoryKey repository, std::string_view after,
                                          std::size_t limit, const TagVisitor& visit) {
  connections_.take_for(Scope::of(repository))->tags.list(repository, after, limit, visit);
}

template <typename Port>
TagListing SqliteMetadataReads<Port>::find_tags(RepositoryKey repository, const TagQuery& query,
                                                const TagVisitor& visit) {
  const Connections::Lease reader = connections_.take_for(Scope::of(repository));
  const Transaction snapshot(reader->database, Access::read_only);
  return reader->tag_listings.find(repository, query, visit);
}

template <typename Port>
std::vector<std::string> SqliteMetadataReads<Port>::list_image_tags(RepositoryKey repository,
                                                                    const Digest& digest,
                                                                    std::string_view after,
                                                                    std::size_t limit) {
  return connections_.take_for(Scope::of(repository))
      ->tag_listings.names_of(repository, digest, after, limit);
}

template <typename Port>
void SqliteMetadataReads<Port>::list_referrers(RepositoryKey repository, const Digest& subject,
                                               std::optional<std::string_view> artifact_type,
                                               std::string_view after, std::size_t limit,
                                               const ReferrerVisitor& visit) {
  connections_.take_for(Scope::of(repository))
      ->referrers.list(repository, subject, artifact_type, after, limit, visit);
}

template <typename Port>
std::vector<TagHistoryEntry> SqliteMetadataReads<Port>::list_tag_history(
    RepositoryKey repository, const TagName& tag, std::int64_t before_sequence, std::size_t limit) {
  return connections_.take_for(Scope::of(repository))
      ->tags.list_history(repository, tag, before_sequence, limit);
}

template class SqliteMetadataReads<MetadataReads>;
template class SqliteMetadataReads<MetadataStore>;

}  // namespace berth::storage::sqlite
