// Statements about registries and access keys, on one connection.
#pragma once

#include <optional>
#include <vector>

#include "base/result.h"
#include "registry/model.h"
#include "storage/sqlite/database.h"

namespace berth::storage {

class RegistryStatements {
 public:
  explicit RegistryStatements(Database& database);

  // Errors as MetadataStore::create_registry().
  Result<void> create(const Registry& registry, const AccessKey& administrator);
  std::optional<Registry> find(const RegistryId& id);
  std::vector<Registry> list();
  std::optional<AccessKey> find_access_key(std::string_view id);

 private:
  Statement insert_;
  Statement insert_key_;
  Statement find_;
  Statement find_taken_;
  Statement list_;
  Statement find_key_;
};

}  // namespace berth::storage
