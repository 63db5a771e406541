#include "storage/sqlite/repository_statements.h"

namespace berth::storage {
namespace {

Repository read_repository(const Statement::Run& row) {
  return {.key = row.integer(0),
          .registry = RegistryId::parse(row.text(1)).value(),
          .alias = RegistryAlias::parse(row.text(2)).value(),
          .name = RepositoryName::parse(row.text(3)).value(),
          .created_at = from_milliseconds(row.integer(4))};
}

Failure about(ErrorCode code, const RegistryId& registry, const RepositoryName& name) {
  return fail({.code = code, .registry = registry.text(), .repository = name.text()});
}

}  // namespace

RepositoryStatements::RepositoryStatements(Database& database)
    : find_registry_(database, "SELECT 1 FROM registries WHERE id = ?"),
      insert_(database,
              "INSERT INTO repositories (registry_id, name, created_at) VALUES (?, ?, ?)"),
      delete_(database, "DELETE FROM repositories WHERE key = ?"),
      delete_manifests_(database,
                        "DELETE FROM manifests WHERE sequence IN"
                        " (SELECT sequence FROM images WHERE repository = ?)"),
      has_images_(database, "SELECT 1 FROM images WHERE repository = ? LIMIT 1"),
      find_(database,
            "SELECT p.key, p.registry_id, r.alias, p.name, p.created_at"
            " FROM repositories p JOIN registries r ON r.id = p.registry_id"
            " WHERE p.registry_id = ? AND p.name = ?"),
      find_by_alias_(database,
                     "SELECT p.key, p.registry_id, r.alias, p.name, p.created_at"
                     " FROM registries r JOIN repositories p ON p.registry_id = r.id"
                     " WHERE r.alias = ? AND p.name = ?"),
      exists_(database, "SELECT 1 FROM repositories WHERE key = ?"),
      list_(database,
            "SELECT p.key, p.registry_id, r.alias, p.name, p.created_at"
            " FROM repositories p JOIN registries r ON r.id = p.registry_id"
            " WHERE p.registry_id = ? AND p.name > ? ORDER BY p.name LIMIT ?"),
      find_blob_(database, "SELECT size FROM repository_blobs WHERE repository = ? AND digest = ?"),
      link_blob_(database,
                 "INSERT OR IGNORE INTO repository_blobs (repository, digest, size, linked_at)"
                 " VALUES (?, ?, ?, ?)"),
      unlink_blob_(database, "DELETE FROM repository_blobs WHERE repository = ? AND digest = ?") {}

Result<Repository> RepositoryStatements::create(const RegistryId& registry,
                                                const RepositoryName& name, Timestamp now) {
  if (!find_registry_.run(registry.text()).step()) {
    return about(ErrorCode::registry_not_found, registry, name);
  }
  if (find(registry, name)) return about(ErrorCode::repository_already_exists, registry, name);
  insert_.execute(registry.text(), name.text(), to_milliseconds(now));
  return find(registry, name).value();
}

Result<Repository> RepositoryStatements::remove(const RegistryId& registry,
                                                const RepositoryName& name,
                                                RepositoryContent content) {
  auto repository = find(registry, name);
  if (!repository) return about(ErrorCode::repository_not_found, registry, name);
  const bool empty = !has_images_.run(repository->key).step();
  if (!empty && content == RepositoryContent::must_be_empty) {
    return about(ErrorCode::repository_not_empty, registry, name);
  }
  if (!empty) delete_manifests_.execute(repository->key);
  delete_.execute(repository->key);  // takes all the rest along
  return *std::move(repository);
}

std::optional<Repository> RepositoryStatements::find(const RegistryId& registry,
                                                     const RepositoryName& name) {
  Statement::Run row = find_.run(registry.text(), name.text());
  if (!row.step()) return std::nullopt;
  return read_repository(row);
}

std::optional<Repository> RepositoryStatements::find(const RegistryAlias& alias,
                                                     const RepositoryName& name) {
  Statement::Run row = find_by_alias_.run(alias.text(), name.text());
  if (!row.step()) return std::nullopt;
  return read_repository(row);
}

bool RepositoryStatements::exists(RepositoryKey repository) {
  return exists_.run(repository).step();
}

std::vector<Repository> RepositoryStatements::list(const RegistryId& registry,
                                                   std::string_view after, std::size_t limit) {
  std::vector<Repository> repositories;
  Statement::Run row = list_.run(registry.text(), after, static_cast<std::int64_t>(limit));
  while (row.step()) repositories.push_back(read_repository(row));
  return repositories;
}

std::optional<Blob> RepositoryStatements::find_blob(RepositoryKey repository,
                                                    const Digest& digest) {
  Statement::Run row = find_blob_.run(repository, digest.text());
  if (!row.step()) return std::nullopt;
  return Blob{.digest = digest, .size_bytes = static_cast<std::uint64_t>(row.integer(0))};
}

Result<void> RepositoryStatements::link_blob(RepositoryKey repository, const Blob& blob,
                                             Timestamp now) {
  if (!exists(repository)) return fail({.code = ErrorCode::repository_not_found});
  link_blob_.execute(repository, blob.digest.text(), static_cast<std::int64_t>(blob.size_bytes),
                     to_milliseconds(now));
  return {};
}

Result<void> RepositoryStatements::unlink_blob(RepositoryKey repository, const Digest& digest) {
  if (!find_blob(repository, digest)) {
    return fail({.code = ErrorCode::blob_not_found, .digest = digest.text()});
  }
  unlink_blob_.execute(repository, digest.text());
  return {};
}

}  // namespace berth::storage
