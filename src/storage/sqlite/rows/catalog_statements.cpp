#include "storage/sqlite/rows/catalog_statements.h"

namespace berth::storage::sqlite {
namespace {

// Values of repository_labels.kind.
constexpr std::int64_t kArchitecture = 0;
constexpr std::int64_t kOperatingSystem = 1;

std::optional<std::string> optional_text(const Statement::Run& row, int column) {
  if (row.is_null(column)) return std::nullopt;
  return std::string(row.text(column));
}

}  // namespace

CatalogStatements::CatalogStatements(Database& database)
    : find_(database,
            "SELECT description, about_text, usage_text, logo_id FROM repository_catalog"
            " WHERE repository = ?"),
      put_(database,
           "INSERT OR REPLACE INTO repository_catalog"
           " (repository, description, about_text, usage_text, logo_id) VALUES (?, ?, ?, ?, ?)"),
      list_labels_(database,
                   "SELECT label FROM repository_labels WHERE repository = ? AND kind = ?"
                   " ORDER BY position"),
      insert_label_(database,
                    "INSERT INTO repository_labels (repository, kind, position, label)"
                    " VALUES (?, ?, ?, ?)"),
      delete_labels_(database, "DELETE FROM repository_labels WHERE repository = ?"),
      find_logo_(database, "SELECT content FROM repository_logos WHERE id = ? LIMIT 1"),
      put_logo_(database,
                "INSERT OR REPLACE INTO repository_logos (repository, id, content)"
                " VALUES (?, ?, ?)"),
      delete_logo_(database, "DELETE FROM repository_logos WHERE repository = ?"),
      list_tags_(database,
                 "SELECT key, value FROM resource_tags WHERE repository = ? ORDER BY key"),
      put_tag_(database,
               "INSERT OR REPLACE INTO resource_tags (repository, key, value) VALUES (?, ?, ?)"),
      delete_tag_(database, "DELETE FROM resource_tags WHERE repository = ? AND key = ?"),
      find_policy_(database, "SELECT text, users FROM repository_policies WHERE repository = ?"),
      put_policy_(database,
                  "INSERT OR REPLACE INTO repository_policies (repository, text, users)"
                  " VALUES (?, ?, ?)"),
      delete_policy_(database, "DELETE FROM repository_policies WHERE repository = ?") {}

std::vector<std::string> CatalogStatements::labels(RepositoryKey repository, std::int64_t kind) {
  std::vector<std::string> labels;
  Statement::Run row = list_labels_.run(repository, kind);
  while (row.step()) labels.emplace_back(row.text(0));
  return labels;
}

void CatalogStatements::put_labels(RepositoryKey repository, std::int64_t kind,
                                   const std::vector<std::string>& labels) {
  std::int64_t position = 0;
  for (const std::string& label : labels) {
    insert_label_.execute(repository, kind, position++, label);
  }
}

CatalogData CatalogStatements::find(RepositoryKey repository) {
  CatalogData data;
  {
    Statement::Run row = find_.run(repository);
    if (!row.step()) return data;
    data.description = optional_text(row, 0);
    data.about_text = optional_text(row, 1);
    data.usage_text = optional_text(row, 2);
    data.logo_id = optional_text(row, 3);
  }
  data.architectures = labels(repository, kArchitecture);
  data.operating_systems = labels(repository, kOperatingSystem);
  return data;
}

void CatalogStatements::put(RepositoryKey repository, const CatalogData& data,
                            std::string_view logo) {
  put_.execute(repository, data.description, data.about_text, data.usage_text, data.logo_id);
  delete_labels_.execute(repository);
  put_labels(repository, kArchitecture, data.architectures);
  put_labels(repository, kOperatingSystem, data.operating_systems);
  if (data.logo_id) {
    put_logo_.execute(repository, *data.logo_id, Bytes{logo});
  } else {
    delete_logo_.execute(repository);
  }
}

std::optional<std::string> CatalogStatements::find_logo(std::string_view logo_id) {
  Statement::Run row = find_logo_.run(logo_id);
  if (!row.step()) return std::nullopt;
  return std::string(row.bytes(0));
}

std::vector<ResourceTag> CatalogStatements::list_tags(RepositoryKey repository) {
  std::vector<ResourceTag> tags;
  Statement::Run row = list_tags_.run(repository);
  while (row.step()) {
    tags.push_back({.key = std::string(row.text(0)), .value = std::string(row.text(1))});
  }
  return tags;
}

void CatalogStatements::put_tags(RepositoryKey repository, const std::vector<ResourceTag>& tags) {
  for (const ResourceTag& tag : tags) put_tag_.execute(repository, tag.key, tag.value);
}

void CatalogStatements::delete_tags(RepositoryKey repository,
                                    const std::vector<std::string>& keys) {
  for (const std::string& key : keys) delete_tag_.execute(repository, key);
}

std::optional<RepositoryPolicy> CatalogStatements::find_policy(RepositoryKey repository) {
  Statement::Run row = find_policy_.run(repository);
  if (!row.step()) return std::nullopt;
  return RepositoryPolicy{.text = std::string(row.text(0)), .users = std::string(row.text(1))};
}

void CatalogStatements::put_policy(RepositoryKey repository, const RepositoryPolicy& policy) {
  put_policy_.execute(repository, policy.text, policy.users);
}

void CatalogStatements::delete_policy(RepositoryKey repository) {
  delete_policy_.execute(repository);
}

}  // namespace berth::storage::sqlite
