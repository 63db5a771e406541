// Statements about the descriptors in indexes, on one connection.
#pragma once

#include "registry/rules/descriptors.h"
#include "storage/sqlite/engine/database.h"

namespace berth::storage::sqlite {

class DescriptorStatements {
 public:
  explicit DescriptorStatements(Database& database);

  std::optional<StoredManifestFacts> find_manifest(RepositoryKey repository, const Digest& digest);
  // An index that does not agree with the image about it.
  std::optional<Listing> find_wrong_listing(RepositoryKey repository, const NewImage& image);
  // An index that lists the digest as that of a blob, which the repository does not hold.
  std::optional<Listing> find_blob_listing(RepositoryKey repository, const Digest& digest);

 private:
  Statement find_manifest_;
  Statement find_wrong_listing_;
  Statement find_blob_listing_;
};

}  // namespace berth::storage::sqlite
