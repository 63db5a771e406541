// Statements about the data that describe repositories: catalog data, resource tags and policies,
// on one connection. The caller knows that the repository exists.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "registry/ports/metadata_store.h"
#include "storage/sqlite/engine/database.h"

namespace berth::storage::sqlite {

class CatalogStatements {
 public:
  explicit CatalogStatements(Database& database);

  CatalogData find(RepositoryKey repository);
  void put(RepositoryKey repository, const CatalogData& data, std::string_view logo);
  std::optional<std::string> find_logo(std::string_view logo_id);

  std::vector<ResourceTag> list_tags(RepositoryKey repository);
  void put_tags(RepositoryKey repository, const std::vector<ResourceTag>& tags);
  void delete_tags(RepositoryKey repository, const std::vector<std::string>& keys);

  std::optional<RepositoryPolicy> find_policy(RepositoryKey repository);
  void put_policy(RepositoryKey repository, const RepositoryPolicy& policy);
  void delete_policy(RepositoryKey repository);

 private:
  std::vector<std::string> labels(RepositoryKey repository, std::int64_t kind);
  void put_labels(RepositoryKey repository, std::int64_t kind,
                  const std::vector<std::string>& labels);

  Statement find_;
  Statement put_;
  Statement list_labels_;
  Statement insert_label_;
  Statement delete_labels_;
  Statement find_logo_;
  Statement put_logo_;
  Statement delete_logo_;
  Statement list_tags_;
  Statement put_tag_;
  Statement delete_tag_;
  Statement find_policy_;
  Statement put_policy_;
  Statement delete_policy_;
};

}  // namespace berth::storage::sqlite
