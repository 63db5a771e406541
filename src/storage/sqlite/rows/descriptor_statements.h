// Statements about the descriptors in indexes, on one connection.
#pragma once

#include "registry/values/model.h"
#include "storage/sqlite/engine/database.h"

namespace berth::storage::sqlite {

class DescriptorStatements {
 public:
  explicit DescriptorStatements(Database& database);

  // Checks a new image against its repository's images that it lists, or that list it: are they as
  // the descriptors say? manifest_invalid: a size or a media type differs.
  Result<void> check(const Repository& repository, const NewImage& image);

 private:
  Result<void> check_listed(const Repository& repository, const NewImage& image);
  Result<void> check_listing(const Repository& repository, const NewImage& image);

  Statement find_manifest_;
  Statement has_blob_;
  Statement find_wrong_parent_;
  Statement find_parent_with_blob_;
};

}  // namespace berth::storage::sqlite
