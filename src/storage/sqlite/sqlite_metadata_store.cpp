#include "storage/sqlite/sqlite_metadata_store.h"

#include "registry/rules/audit.h"
#include "registry/rules/refusals.h"
#include "registry/rules/repositories.h"
#include "registry/values/errors.h"
#include "storage/sqlite/rows/image_operations.h"
#include "storage/sqlite/rows/purge.h"

namespace berth::storage::sqlite {
namespace {

// How many rows are deleted together with a repository: a few milliseconds of the writer's time.
constexpr std::size_t kRowsDeletedAtOnce = 500;

// For the audit. The repository must exist.
std::string full_name(Connection& connection, const Repository& repository) {
  return connection.repositories.full_name(repository.key).value();
}

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

Result<Repository> SqliteMetadataStore::create_repository(const NewRepository& repository,
                                                          const Author& author) {
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
    connection.audit.append(author,
                            changes_of_new_repository(full_name(connection, created), repository));
    connection.search.put(created.key);
    changes.touch(Scope::of(repository.registry));
    changes.touch(Scope::of(created.key));
    return created;
  });
}

Result<void> SqliteMetadataStore::delete_repository(const Repository& repository,
                                                    RepositoryContent content,
                                                    const Author& author) {
  return database_.write<void>([&](Connection& connection, Changes& changes) -> Result<void> {
    const auto owner = connection.repositories.find_owner(repository.key);
    if (!owner) return repository_not_found(repository);
    auto checked = check_repository_deletion(repository, content,
                                             connection.repositories.has_images(repository.key));
    if (!checked) return checked;
    connection.audit.append(author,
                            {.action = AuditAction::delete_repository,
                             .resource = full_name(connection, repository),
                             .before = document_of(connection.catalog.find(repository.key))});
    connection.usage.repository_goes(repository.key);
    connection.purges.mark_deleted(repository.key, author.at);
    connection.search.remove(repository.key);
    // A large repository is removed piece by piece later, so that no one waits for it.
    purge(connection, {.key = repository.key, .deleted_at = author.at}, kRowsDeletedAtOnce);
    changes.touch(Scope::of(*owner));
    changes.touch(Scope::of(repository.key));
    return {};
  });
}

// --- data about repositories ---

Result<void> SqliteMetadataStore::put_catalog_data(const Repository& repository,
                                                   const CatalogData& data, std::string_view logo,
                                                   const Author& author) {
  return write_about<void>(repository, [&](Connection& connection) -> Result<void> {
    connection.audit.append(author, {.action = AuditAction::put_repository_catalog_data,
                                     .resource = full_name(connection, repository),
                                     .before = document_of(connection.catalog.find(repository.key)),
                                     .after = document_of(data)});
    connection.catalog.put(repository.key, data, logo);
    connection.search.put(repository.key);
    return {};
  });
}

Result<void> SqliteMetadataStore::put_resource_tags(const Repository& repository,
                                                    const std::vector<ResourceTag>& tags,
                                                    const Author& author) {
  return write_about<void>(repository, [&](Connection& connection) {
    const auto before = connection.catalog.list_tags(repository.key);
    auto checked = check_resource_tags(before, tags);
    if (!checked) return checked;
    connection.catalog.put_tags(repository.key, tags);
    connection.audit.append(author,
                            {.action = AuditAction::tag_resource,
                             .resource = full_name(connection, repository),
                             .before = document_of(before),
                             .after = document_of(connection.catalog.list_tags(repository.key))});
    return checked;
  });
}

Result<void> SqliteMetadataStore::delete_resource_tags(const Repository& repository,
                                                       const std::vector<std::string>& keys,
                                                       const Author& author) {
  return write_about<void>(repository, [&](Connection& connection) -> Result<void> {
    const auto before = connection.catalog.list_tags(repository.key);
    connection.catalog.delete_tags(repository.key, keys);
    connection.audit.append(author,
                            {.action = AuditAction::untag_resource,
                             .resource = full_name(connection, repository),
                             .before = document_of(before),
                             .after = document_of(connection.catalog.list_tags(repository.key))});
    return {};
  });
}

Result<void> SqliteMetadataStore::put_repository_policy(const Repository& repository,
                                                        const RepositoryPolicy& policy,
                                                        const Author& author) {
  return write_about<void>(repository, [&](Connection& connection) -> Result<void> {
    connection.audit.append(
        author, change_of_policy(full_name(connection, repository),
                                 connection.catalog.find_policy(repository.key), policy));
    connection.catalog.put_policy(repository.key, policy);
    return {};
  });
}

Result<RepositoryPolicy> SqliteMetadataStore::delete_repository_policy(const Repository& repository,
                                                                       const Author& author) {
  using Deleted = Result<RepositoryPolicy>;
  return write_about<RepositoryPolicy>(repository, [&](Connection& connection) -> Deleted {
    auto policy = connection.catalog.find_policy(repository.key);
    if (!policy) {
      return fail(about(ErrorCode::repository_policy_not_found, repository));
    }
    connection.catalog.delete_policy(repository.key);
    connection.audit.append(author, {.action = AuditAction::delete_repository_policy,
                                     .resource = full_name(connection, repository),
                                     .before = policy->text});
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
                                                     const Author& author) {
  return database_.write<DeletedImage>({Scope::of(repository.key)}, [&](Connection& connection) {
    return storage::sqlite::delete_tag(connection, repository, deletion, author);
  });
}

Result<DeletedImage> SqliteMetadataStore::delete_image(const Repository& repository,
                                                       const Digest& digest, const Author& author) {
  return database_.write<DeletedImage>({Scope::of(repository.key)}, [&](Connection& connection) {
    return storage::sqlite::delete_image(connection, repository, digest, author);
  });
}

// --- the history of tags ---

Result<TagOutcome> SqliteMetadataStore::move_tag(const Repository& repository, const TagName& tag,
                                                 const Digest& digest, std::int64_t last_sequence,
                                                 const Author& author) {
  return write_about<TagOutcome>(repository, [&](Connection& connection) {
    return storage::sqlite::move_tag(connection, repository, tag, digest, last_sequence, author,
                                     quotas_);
  });
}

}  // namespace berth::storage::sqlite
