#include "storage/sqlite/sqlite_metadata_store.h"

#include "registry/rules/refusals.h"
#include "registry/rules/repositories.h"
#include "registry/values/errors.h"
#include "storage/sqlite/rows/image_operations.h"
#include "storage/sqlite/rows/purge.h"

namespace berth::storage::sqlite {
namespace {

// How many rows are deleted together with a repository: a few milliseconds of the writer's time.
constexpr std::size_t kRowsDeletedAtOnce = 500;

}  // namespace

template <typename T>
Result<T> SqliteMetadataStore::write_about(const Repository& repository,
                                           const std::function<Result<T>(Connection&)>& operation) {
  return database_.write<T>({Scope::of(repository.key)}, [&](Connection& connection) -> Result<T> {
    if (!connection.repositories.exists(repository.key)) {
      return repository_not_found(repository);
    }
    return operation(connection);
  });
}

// --- repositories ---

Result<Repository> SqliteMetadataStore::create_repository(const NewRepository& repository) {
  using Created = Result<Repository>;
  return database_.write<Repository>([&](Connection& connection, Changes& changes) -> Created {
    const NewRepositoryFacts facts{
        .repository_count = connection.repositories.count(repository.registry),
        .is_name_taken =
            connection.repositories.find(repository.registry, repository.name).has_value()};
    auto checked = check_new_repository(repository, facts, quotas_);
    if (!checked) return failure_of(checked);
    Repository created = connection.repositories.insert(repository);
    connection.catalog.put(created.key, repository.catalog_data, repository.logo);
    connection.catalog.put_tags(created.key, repository.resource_tags);
    connection.search.put(created.key);
    changes.touch(Scope::of(repository.registry));
    changes.touch(Scope::of(created.key));
    return created;
  });
}

Result<void> SqliteMetadataStore::delete_repository(const Repository& repository,
                                                    RepositoryContent content, Timestamp now) {
  return database_.write<void>([&](Connection& connection, Changes& changes) -> Result<void> {
    const auto owner = connection.repositories.find_owner(repository.key);
    if (!owner) return repository_not_found(repository);
    auto checked = check_repository_deletion(repository, content,
                                             connection.repositories.has_images(repository.key));
    if (!checked) return checked;
    connection.usage.repository_goes(repository.key);
    connection.purges.mark_deleted(repository.key, now);
    connection.search.remove(repository.key);
    // A large repository is removed piece by piece later, so that no one waits for it.
    purge(connection, {.key = repository.key, .deleted_at = now}, kRowsDeletedAtOnce);
    changes.touch(Scope::of(*owner));
    changes.touch(Scope::of(repository.key));
    return {};
  });
}

// --- data about repositories ---

Result<void> SqliteMetadataStore::put_catalog_data(const Repository& repository,
                                                   const CatalogData& data, std::string_view logo) {
  return write_about<void>(repository, [&](Connection& connection) -> Result<void> {
    connection.catalog.put(repository.key, data, logo);
    connection.search.put(repository.key);
    return {};
  });
}

Result<void> SqliteMetadataStore::put_resource_tags(const Repository& repository,
                                                    const std::vector<ResourceTag>& tags) {
  return write_about<void>(repository, [&](Connection& connection) {
    auto checked = check_resource_tags(connection.catalog.list_tags(repository.key), tags);
    if (checked) connection.catalog.put_tags(repository.key, tags);
    return checked;
  });
}

Result<void> SqliteMetadataStore::delete_resource_tags(const Repository& repository,
                                                       const std::vector<std::string>& keys) {
  return write_about<void>(repository, [&](Connection& connection) -> Result<void> {
    connection.catalog.delete_tags(repository.key, keys);
    return {};
  });
}

Result<void> SqliteMetadataStore::put_repository_policy(const Repository& repository,
                                                        const RepositoryPolicy& policy) {
  return write_about<void>(repository, [&](Connection& connection) -> Result<void> {
    connection.catalog.put_policy(repository.key, policy);
    return {};
  });
}

Result<RepositoryPolicy> SqliteMetadataStore::delete_repository_policy(
    const Repository& repository) {
  using Deleted = Result<RepositoryPolicy>;
  return write_about<RepositoryPolicy>(repository, [&](Connection& connection) -> Deleted {
    auto policy = connection.catalog.find_policy(repository.key);
    if (!policy) {
      return fail(about(ErrorCode::repository_policy_not_found, repository));
    }
    connection.catalog.delete_policy(repository.key);
    return *std::move(policy);
  });
}

// --- images and tags ---

Result<PutImageOutcome> SqliteMetadataStore::put_image(const Push& push) {
  if (!push.precondition) {
    // Most pushes of a build that runs again and again need no write and no sync.
    const ReaderPool::Lease reader = database_.reader();
    const Transaction snapshot(reader->database, Access::read_only);
    auto unchanged = storage::sqlite::find_unchanged(*reader, push);
    if (unchanged) return *std::move(unchanged);
  }
  return database_.write<PutImageOutcome>(
      {Scope::of(push.repository.key)}, [&](Connection& connection) {
        return storage::sqlite::put_image(connection, push, quotas_);
      });
}

Result<DeletedImage> SqliteMetadataStore::delete_tag(const Repository& repository,
                                                     const TagDeletion& deletion,
                                                     std::string_view actor, Timestamp now) {
  return database_.write<DeletedImage>({Scope::of(repository.key)}, [&](Connection& connection) {
    return storage::sqlite::delete_tag(connection, repository, deletion,
                                       {.actor = actor, .at = now});
  });
}

Result<DeletedImage> SqliteMetadataStore::delete_image(const Repository& repository,
                                                       const Digest& digest, std::string_view actor,
                                                       Timestamp now) {
  return database_.write<DeletedImage>({Scope::of(repository.key)}, [&](Connection& connection) {
    return storage::sqlite::delete_image(connection, repository, digest,
                                         {.actor = actor, .at = now});
  });
}

// --- the history of tags ---

Result<TagOutcome> SqliteMetadataStore::move_tag(const Repository& repository, const TagName& tag,
                                                 const Digest& digest, std::int64_t last_sequence,
                                                 std::string_view actor, Timestamp now) {
  return write_about<TagOutcome>(repository, [&](Connection& connection) {
    return storage::sqlite::move_tag(connection, repository, tag, digest, last_sequence,
                                     {.actor = actor, .at = now}, quotas_);
  });
}

}  // namespace berth::storage::sqlite
