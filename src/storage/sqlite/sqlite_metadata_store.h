// The metadata port on one SQLite file: docs/formats/schema.md.
//
// Reads go to a pool of connections and see every committed write; writes go to one thread that
// commits those of many callers together. One process at a time.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>

#include "registry/metadata_store.h"

namespace berth::storage {

struct Connection;

struct SqliteOptions {
  std::filesystem::path file;  // created if there is none, with mode 0600
  unsigned reader_count = 1;   // as many calls read at the same time; the others wait
};

class SqliteMetadataStore final : public MetadataStore {
 public:
  // Throws DatabaseError when the file cannot be used or is of a newer Berth.
  explicit SqliteMetadataStore(const SqliteOptions& options);
  ~SqliteMetadataStore() override;

  Result<void> create_registry(const Registry& registry, const AccessKey& administrator) override;
  std::optional<Registry> find_registry(const RegistryId& id) override;
  std::vector<Registry> list_registries() override;
  std::optional<AccessKey> find_access_key(std::string_view access_key_id) override;

  Result<Repository> create_repository(const RegistryId& registry, const RepositoryName& name,
                                       Timestamp now) override;
  Result<Repository> delete_repository(const RegistryId& registry, const RepositoryName& name,
                                       RepositoryContent content) override;
  std::optional<Repository> find_repository(const RegistryId& registry,
                                            const RepositoryName& name) override;
  std::optional<Repository> find_repository(const RegistryAlias& alias,
                                            const RepositoryName& name) override;
  std::vector<Repository> list_repositories(const RegistryId& registry, std::string_view after,
                                            std::size_t limit) override;

  std::optional<Blob> find_blob(RepositoryKey repository, const Digest& digest) override;
  Result<void> link_blob(RepositoryKey repository, const Blob& blob, Timestamp now) override;
  Result<void> unlink_blob(RepositoryKey repository, const Digest& digest) override;

  Result<PutImageOutcome> put_image(const Repository& repository, const NewImage& image,
                                    const std::optional<TagName>& tag, std::string_view actor,
                                    Timestamp now) override;
  std::optional<StoredManifest> find_manifest(RepositoryKey repository,
                                              const ImageReference& reference) override;
  std::optional<ImageDetail> find_image(RepositoryKey repository,
                                        const ImageReference& reference) override;
  std::vector<ImageDetail> list_images(RepositoryKey repository, std::int64_t after_sequence,
                                       std::size_t limit) override;
  // The visitor must not call the store: it holds a reader.
  void list_tags(RepositoryKey repository, std::string_view after, std::size_t limit,
                 const TagVisitor& visit) override;
  Result<void> delete_tag(const Repository& repository, const TagName& tag, std::string_view actor,
                          Timestamp now) override;
  Result<void> delete_image(const Repository& repository, const Digest& digest,
                            std::string_view actor, Timestamp now) override;

 private:
  struct Parts;

  // Runs `operation` on the writer's connection: kept if it returns a value, undone if an error.
  template <typename T>
  Result<T> write(const std::function<Result<T>(Connection&)>& operation);

  std::unique_ptr<Parts> parts_;
};

}  // namespace berth::storage
