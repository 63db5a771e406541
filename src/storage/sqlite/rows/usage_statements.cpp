#include "storage/sqlite/rows/usage_statements.h"

#include <utility>

namespace berth::storage::sqlite {
namespace {

// quota_bytes without a limit; NULL: as the settings say.
constexpr std::int64_t kUnlimited = -1;

StorageQuota read_quota(const Statement::Run& row, int column) {
  if (row.is_null(column)) return {};
  if (row.integer(column) < 0) return {.kind = StorageQuota::Kind::unlimited};
  return {.kind = StorageQuota::Kind::limited, .limit_bytes = row.number(column)};
}

std::optional<std::int64_t> column_of(const StorageQuota& quota) {
  switch (quota.kind) {
    case StorageQuota::Kind::by_setting:
      return std::nullopt;
    case StorageQuota::Kind::unlimited:
      return kUnlimited;
    case StorageQuota::Kind::limited:
      return static_cast<std::int64_t>(quota.limit_bytes);
  }
  std::unreachable();
}

// Five columns from there on.
Usage read_usage(const Statement::Run& row, int column) {
  return {.images = row.number(column),
          .tags = row.number(column + 1),
          .blobs = row.number(column + 2),
          .blob_bytes = row.number(column + 3),
          .manifest_bytes = row.number(column + 4)};
}

RegistryUsage read_registry(const Statement::Run& row) {
  return {.registry = {.id = RegistryId::parse(row.text(0)).value(),
                       .alias = RegistryAlias::parse(row.text(1)).value(),
                       .created_at = row.time(2)},
          .repositories = row.number(3),
          .usage = read_usage(row, 4),
          .quota = read_quota(row, 9)};
}

RepositoryUsage read_repository(const Statement::Run& row) {
  return {.repository = {.key = row.integer(0),
                         .registry = RegistryId::parse(row.text(1)).value(),
                         .alias = RegistryAlias::parse(row.text(2)).value(),
                         .name = RepositoryName::parse(row.text(3)).value(),
                         .created_at = row.time(4)},
          .usage = read_usage(row, 5),
          .quota = read_quota(row, 10)};
}

}  // namespace

UsageStatements::UsageStatements(Database& database)
    : add_(database,
           "UPDATE repositories SET image_count = image_count + ?2, tag_count = tag_count + ?3,"
           " blob_count = blob_count + ?4, blob_bytes = blob_bytes + ?5,"
           " manifest_bytes = manifest_bytes + ?6 WHERE key = ?1 AND deleted_at IS NULL"),
      add_to_registry_(
          database,
          "UPDATE registries SET image_count = image_count + ?2, tag_count = tag_count + ?3,"
          " blob_count = blob_count + ?4, blob_bytes = blob_bytes + ?5,"
          " manifest_bytes = manifest_bytes + ?6"
          " WHERE id = (SELECT registry_id FROM repositories WHERE key = ?1)"),
      repository_goes_(database,
                       "UPDATE registries SET repository_count = repository_count - 1,"
                       " image_count = registries.image_count - p.image_count,"
                       " tag_count = registries.tag_count - p.tag_count,"
                       " blob_count = registries.blob_count - p.blob_count,"
                       " blob_bytes = registries.blob_bytes - p.blob_bytes,"
                       " manifest_bytes = registries.manifest_bytes - p.manifest_bytes"
                       " FROM repositories p WHERE p.key = ? AND registries.id = p.registry_id"),
      add_stored_(database, "UPDATE stored_blobs SET count = count + ?, bytes = bytes + ?"),
      find_level_(database,
                  "SELECT p.image_count, p.blob_bytes + p.manifest_bytes, p.quota_bytes,"
                  " r.blob_bytes + r.manifest_bytes, r.quota_bytes FROM repositories p"
                  " JOIN registries r ON r.id = p.registry_id"
                  " WHERE p.key = ? AND p.deleted_at IS NULL"),
      find_(database,
            "SELECT image_count, tag_count, blob_count, blob_bytes, manifest_bytes"
            " FROM repositories WHERE key = ? AND deleted_at IS NULL"),
      find_registry_(database,
                     "SELECT id, alias, created_at, repository_count, image_count, tag_count,"
                     " blob_count, blob_bytes, manifest_bytes, quota_bytes FROM registries"
                     " WHERE id = ?"),
      find_repository_(database,
                       "SELECT p.key, p.registry_id, r.alias, p.name, p.created_at,"
                       " p.image_count, p.tag_count, p.blob_count, p.blob_bytes, p.manifest_bytes,"
                       " p.quota_bytes FROM repositories p"
                       " JOIN registries r ON r.id = p.registry_id"
                       " WHERE p.key = ? AND p.deleted_at IS NULL"),
      list_registries_(database,
                       "SELECT id, alias, created_at, repository_count, image_count, tag_count,"
                       " blob_count, blob_bytes, manifest_bytes, quota_bytes FROM registries"
                       " ORDER BY blob_bytes + manifest_bytes DESC, id LIMIT ?"),
      list_repositories_(database,
                         "SELECT p.key, p.registry_id, r.alias, p.name, p.created_at,"
                         " p.image_count, p.tag_count, p.blob_count, p.blob_bytes,"
                         " p.manifest_bytes, p.quota_bytes FROM repositories p"
                         " JOIN registries r ON r.id = p.registry_id"
                         " WHERE p.registry_id = ? AND p.name > ? AND p.deleted_at IS NULL"
                         " ORDER BY p.name LIMIT ?"),
      stored_blobs_(database, "SELECT count, bytes FROM stored_blobs"),
      set_registry_quota_(database, "UPDATE registries SET quota_bytes = ? WHERE id = ?"),
      set_repository_quota_(database,
                            "UPDATE repositories SET quota_bytes = ?"
                            " WHERE key = ? AND deleted_at IS NULL") {}

void UsageStatements::add(RepositoryKey repository, const UsageChange& change) {
  if (change == UsageChange()) return;
  const auto run = [&](Statement& statement) {
    statement.execute(repository, change.images, change.tags, change.blobs, change.blob_bytes,
                      change.manifest_bytes);
    return statement.changed_rows() > 0;
  };
  if (run(add_)) run(add_to_registry_);
}

void UsageStatements::repository_goes(RepositoryKey repository) {
  repository_goes_.execute(repository);
}

void UsageStatements::add_stored(std::int64_t count, std::int64_t size_bytes) {
  add_stored_.execute(count, size_bytes);
}

std::optional<UsageStatements::Level> UsageStatements::find_level(RepositoryKey repository) {
  Statement::Run row = find_level_.run(repository);
  if (!row.step()) return std::nullopt;
  return Level{.image_count = row.number(0),
               .storage = {.repository = {.used_bytes = row.number(1), .quota = read_quota(row, 2)},
                           .registry = {.used_bytes = row.number(3), .quota = read_quota(row, 4)}}};
}

std::optional<Usage> UsageStatements::find(RepositoryKey repository) {
  Statement::Run row = find_.run(repository);
  if (!row.step()) return std::nullopt;
  return read_usage(row, 0);
}

std::optional<RegistryUsage> UsageStatements::find_usage(const RegistryId& registry) {
  Statement::Run row = find_registry_.run(registry.text());
  if (!row.step()) return std::nullopt;
  return read_registry(row);
}

std::optional<RepositoryUsage> UsageStatements::find_usage(RepositoryKey repository) {
  Statement::Run row = find_repository_.run(repository);
  if (!row.step()) return std::nullopt;
  return read_repository(row);
}

std::vector<RegistryUsage> UsageStatements::list_registries(std::size_t limit) {
  std::vector<RegistryUsage> registries;
  Statement::Run row = list_registries_.run(limit);
  while (row.step()) registries.push_back(read_registry(row));
  return registries;
}

std::vector<RepositoryUsage> UsageStatements::list_repositories(const RegistryId& registry,
                                                                std::string_view after,
                                                                std::size_t limit) {
  std::vector<RepositoryUsage> repositories;
  Statement::Run row = list_repositories_.run(registry.text(), after, limit);
  while (row.step()) repositories.push_back(read_repository(row));
  return repositories;
}

StoredBlobs UsageStatements::stored_blobs() {
  Statement::Run row = stored_blobs_.run();
  if (!row.step()) return {};
  return {.count = row.number(0), .size_bytes = row.number(1)};
}

bool UsageStatements::set_quota(const RegistryId& registry, const StorageQuota& quota) {
  set_registry_quota_.execute(column_of(quota), registry.text());
  return set_registry_quota_.changed_rows() > 0;
}

bool UsageStatements::set_quota(RepositoryKey repository, const StorageQuota& quota) {
  set_repository_quota_.execute(column_of(quota), repository);
  return set_repository_quota_.changed_rows() > 0;
}

}  // namespace berth::storage::sqlite
