// The reading half of the metadata port: for the store, and for a reader.
#pragma once

#include "registry/ports/metadata_store.h"
#include "storage/memory/database.h"

namespace berth::storage::memory {

// Port: MetadataReads or MetadataStore.
template <typename Port>
class MemoryMetadataReads : public Port {
 public:
  // The source must outlive this.
  explicit MemoryMetadataReads(Source& source) : source_(source) {}

  std::optional<RegistryId> find_owner(RepositoryKey repository) override;
  std::optional<Repository> find_repository(const RegistryId& registry,
                                            const RepositoryName& name) override;
  std::optional<Repository> find_repository(const RegistryAlias& alias,
                                            const RepositoryName& name) override;
  Usage measure_repository(RepositoryKey repository) override;
  std::vector<Repository> list_repositories(const RegistryId& registry, std::string_view after,
                                            std::size_t limit) override;
  FoundRepositories search_repositories(const RepositorySearch& search) override;

  CatalogData find_catalog_data(RepositoryKey repository) override;
  std::optional<std::string> find_logo(std::string_view logo_id) override;
  std::vector<ResourceTag> list_resource_tags(RepositoryKey repository) override;
  std::optional<RepositoryPolicy> find_repository_policy(RepositoryKey repository) override;

  std::optional<Blob> find_blob(RepositoryKey repository, const Digest& digest) override;
  std::optional<Layer> find_layer(RepositoryKey repository, const Digest& digest) override;
  std::optional<StoredBlob> find_stored_blob(RepositoryKey repository,
                                             const Digest& digest) override;

  std::optional<StoredManifest> find_manifest(RepositoryKey repository,
                                              const ImageReference& reference) override;
  std::optional<ManifestDescription> describe_manifest(RepositoryKey repository,
                                                       const ImageReference& reference) override;
  std::optional<ImageDetail> find_image(RepositoryKey repository,
                                        const ImageReference& reference) override;
  std::vector<ImageDetail> list_images(RepositoryKey repository, std::int64_t after_sequence,
                                       std::size_t limit) override;
  void list_tags(RepositoryKey repository, std::string_view after, std::size_t limit,
                 const TagVisitor& visit) override;
  TagListing find_tags(RepositoryKey repository, const TagQuery& query,
                       const TagVisitor& visit) override;
  std::vector<std::string> list_image_tags(RepositoryKey repository, const Digest& digest,
                                           std::string_view after, std::size_t limit) override;
  void list_referrers(RepositoryKey repository, const Digest& subject,
                      std::optional<std::string_view> artifact_type, std::string_view after,
                      std::size_t limit, const ReferrerVisitor& visit) override;
  std::vector<TagHistoryEntry> list_tag_history(RepositoryKey repository, const TagName& tag,
                                                std::int64_t before_sequence,
                                                std::size_t limit) override;

 private:
  Source& source_;
};

extern template class MemoryMetadataReads<MetadataReads>;
extern template class MemoryMetadataReads<MetadataStore>;

}  // namespace berth::storage::memory
