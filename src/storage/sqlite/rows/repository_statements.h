// Statements about repositories and the blobs they hold, on one connection.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "registry/ports/metadata_store.h"
#include "storage/sqlite/engine/database.h"

namespace berth::storage::sqlite {

class RepositoryStatements {
 public:
  explicit RepositoryStatements(Database& database);

  // How many repositories a registry has; nullopt: it does not exist.
  std::optional<std::uint64_t> count(const RegistryId& registry);
  bool has_images(RepositoryKey repository);
  // Inserts it and counts it in its registry, which must exist.
  Repository insert(const NewRepository& repository);
  std::optional<Repository> find(const RegistryId& registry, const RepositoryName& name);
  std::optional<Repository> find(const RegistryAlias& alias, const RepositoryName& name);
  // "acme/app", with the primary alias. nullopt: it does not exist or has been deleted.
  std::optional<std::string> full_name(RepositoryKey repository);
  bool exists(RepositoryKey repository);
  // Likewise.
  std::optional<RegistryId> find_owner(RepositoryKey repository);
  std::vector<Repository> list(const RegistryId& registry, std::string_view after,
                               std::size_t limit);

  // The size of a blob that the repository holds; nullopt: it holds no such blob.
  std::optional<std::uint64_t> blob_size_bytes(RepositoryKey repository, const Digest& digest);
  std::optional<Blob> find_blob(RepositoryKey repository, const Digest& digest);
  // In any repository of the registry.
  std::optional<Blob> find_blob(const RegistryId& registry, const Digest& digest);

 private:
  Statement find_repository_count_;
  Statement count_repository_;
  Statement insert_;
  Statement has_images_;
  Statement find_;
  Statement find_by_alias_;
  Statement find_full_name_;
  Statement find_owner_;
  Statement list_;
  Statement find_blob_;
  Statement find_blob_anywhere_;
};

}  // namespace berth::storage::sqlite
