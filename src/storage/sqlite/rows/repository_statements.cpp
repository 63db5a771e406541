#include "storage/sqlite/rows/repository_statements.h"

namespace berth::storage::sqlite {
namespace {

Repository read_repository(const Statement::Run& row) {
  return {.key = row.integer(0),
          .registry = RegistryId::parse(row.text(1)).value(),
          .alias = RegistryAlias::parse(row.text(2)).value(),
          .name = RepositoryName::parse(row.text(3)).value(),
          .created_at = row.time(4)};
}

std::optional<std::uint64_t> read_size(Statement::Run&& row) {
  return row.step() ? std::optional(row.number(0)) : std::nullopt;
}

std::optional<Blob> to_blob(std::optional<std::uint64_t> size_bytes, const Digest& digest) {
  if (!size_bytes) return std::nullopt;
  return Blob{.digest = digest, .size_bytes = *size_bytes};
}

}  // namespace

RepositoryStatements::RepositoryStatements(Database& database)
    : find_repository_count_(database, "SELECT repository_count FROM registries WHERE id = ?"),
      count_repository_(database,
                        "UPDATE registries SET repository_count = repository_count + 1"
                        " WHERE id = ?"),
      insert_(database,
              "INSERT INTO repositories (registry_id, name, created_at) VALUES (?, ?, ?)"),
      has_images_(database, "SELECT 1 FROM images WHERE repository = ? LIMIT 1"),
      find_(database,
            "SELECT p.key, p.registry_id, r.alias, p.name, p.created_at"
            " FROM repositories p JOIN registries r ON r.id = p.registry_id"
            " WHERE p.registry_id = ? AND p.name = ?"),
      find_by_alias_(database,
                     "SELECT p.key, p.registry_id, r.alias, p.name, p.created_at"
                     " FROM aliases a JOIN registries r ON r.id = a.registry_id"
                     " JOIN repositories p ON p.registry_id = r.id"
                     " WHERE a.name = ? AND p.name = ?"),
      find_full_name_(database,
                      "SELECT r.alias || '/' || p.name"
                      " FROM repositories p JOIN registries r ON r.id = p.registry_id"
                      " WHERE p.key = ? AND p.deleted_at IS NULL"),
      find_owner_(database,
                  "SELECT registry_id FROM repositories WHERE key = ? AND deleted_at IS NULL"),
      list_(database,
            "SELECT p.key, p.registry_id, r.alias, p.name, p.created_at"
            " FROM repositories p JOIN registries r ON r.id = p.registry_id"
            " WHERE p.registry_id = ? AND p.name > ? AND p.deleted_at IS NULL"
            " ORDER BY p.name LIMIT ?"),
      find_blob_(database, "SELECT size FROM repository_blobs WHERE repository = ? AND digest = ?"),
      // CROSS: by digest first. SQLite would otherwise scan all repositories of the registry.
      find_blob_anywhere_(database,
                          "SELECT b.size FROM repository_blobs b"
                          " CROSS JOIN repositories p ON p.key = b.repository"
                          " WHERE b.digest = ? AND p.registry_id = ? AND p.deleted_at IS NULL"
                          " LIMIT 1") {}

std::optional<std::uint64_t> RepositoryStatements::count(const RegistryId& registry) {
  Statement::Run row = find_repository_count_.run(registry.text());
  return row.step() ? std::optional(row.number(0)) : std::nullopt;
}

bool RepositoryStatements::has_images(RepositoryKey repository) {
  return has_images_.run(repository).step();
}

Repository RepositoryStatements::insert(const NewRepository& repository) {
  insert_.execute(repository.registry.text(), repository.name.text(), repository.created_at);
  count_repository_.execute(repository.registry.text());
  return find(repository.registry, repository.name).value();
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

std::optional<std::string> RepositoryStatements::full_name(RepositoryKey repository) {
  Statement::Run row = find_full_name_.run(repository);
  if (!row.step()) return std::nullopt;
  return std::string(row.text(0));
}

bool RepositoryStatements::exists(RepositoryKey repository) {
  return find_owner_.run(repository).step();
}

std::optional<RegistryId> RepositoryStatements::find_owner(RepositoryKey repository) {
  Statement::Run row = find_owner_.run(repository);
  if (!row.step()) return std::nullopt;
  return RegistryId::parse(row.text(0)).value();
}

std::vector<Repository> RepositoryStatements::list(const RegistryId& registry,
                                                   std::string_view after, std::size_t limit) {
  std::vector<Repository> repositories;
  Statement::Run row = list_.run(registry.text(), after, limit);
  while (row.step()) repositories.push_back(read_repository(row));
  return repositories;
}

std::optional<std::uint64_t> RepositoryStatements::blob_size_bytes(RepositoryKey repository,
                                                                   const Digest& digest) {
  return read_size(find_blob_.run(repository, digest.text()));
}

std::optional<Blob> RepositoryStatements::find_blob(RepositoryKey repository,
                                                    const Digest& digest) {
  return to_blob(blob_size_bytes(repository, digest), digest);
}

std::optional<Blob> RepositoryStatements::find_blob(const RegistryId& registry,
                                                    const Digest& digest) {
  return to_blob(read_size(find_blob_anywhere_.run(digest.text(), registry.text())), digest);
}

}  // namespace berth::storage::sqlite
