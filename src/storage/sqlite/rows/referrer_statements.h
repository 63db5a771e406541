// Statements about which images refer to which manifest, on one connection.
#pragma once

#include <optional>
#include <string_view>

#include "registry/ports/metadata_store.h"
#include "storage/sqlite/engine/database.h"

namespace berth::storage::sqlite {

class ReferrerStatements {
 public:
  explicit ReferrerStatements(Database& database);

  // The image must be new. Does nothing if it has no subject.
  void insert(RepositoryKey repository, const NewImage& image);
  // Removes the image's reference to its subject, if it has one.
  void remove(RepositoryKey repository, std::string_view digest);
  // Like MetadataStore::list_referrers().
  void list(RepositoryKey repository, const Digest& subject,
            std::optional<std::string_view> artifact_type, std::string_view after,
            std::size_t limit, const ReferrerVisitor& visit);

 private:
  Statement insert_;
  Statement delete_;
  Statement list_;
  Statement list_of_type_;
};

}  // namespace berth::storage::sqlite
