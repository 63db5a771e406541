#include "storage/sqlite/sqlite_metadata_store.h"

#include "storage/sqlite/image_operations.h"
#include "storage/sqlite/purge.h"

namespace berth::storage {
namespace {

// With a repository that is deleted: what the writer does in some milliseconds.
constexpr std::size_t kRowsDeletedAtOnce = 500;

}  // namespace

template <typename T>
Result<T> SqliteMetadataStore::write_about(const Repository& repository,
                                           const std::function<Result<T>(Connection&)>& operation) {
  return database_.write<T>([&](Connection& connection) -> Result<T> {
    if (!connection.repositories.exists(repository.key)) {
      return fail({.code = ErrorCode::repository_not_found,
                   .registry = repository.registry.text(),
                   .repository = repository.name.text()});
    }
    return operation(connection);
  });
}

// --- repositories ---

Result<Repository> SqliteMetadataStore::create_repository(const NewRepository& repository) {
  return database_.write<Repository>([&](Connection& connection) -> Result<Repository> {
    auto created = connection.repositories.create(repository, quotas_.repositories_per_registry);
    if (!created) return created;
    connection.catalog.put(created->key, repository.catalog_data, repository.logo);
    auto tagged = connection.catalog.put_tags(created->key, repository.resource_tags);
    if (!tagged) return fail(std::move(tagged.error()));
    return created;
  });
}

Result<Repository> SqliteMetadataStore::delete_repository(const RegistryId& registry,
                                                          const RepositoryName& name,
                                                          RepositoryContent content,
                                                          Timestamp now) {
  return database_.write<Repository>([&](Connection& connection) {
    auto removed = connection.repositories.remove(registry, name, content);
    if (!removed) return removed;
    connection.purges.mark_deleted(removed->key, now);
    // A large one goes piece by piece, so that nobody waits for it.
    purge(connection, {.key = removed->key, .deleted_at = now}, kRowsDeletedAtOnce);
    return removed;
  });
}

std::optional<Repository> SqliteMetadataStore::find_repository(const RegistryId& registry,
                                                               const RepositoryName& name) {
  return database_.reader()->repositories.find(registry, name);
}

std::optional<Repository> SqliteMetadataStore::find_repository(const RegistryAlias& alias,
                                                               const RepositoryName& name) {
  return database_.reader()->repositories.find(alias, name);
}

std::vector<Repository> SqliteMetadataStore::list_repositories(const RegistryId& registry,
                                                               std::string_view after,
                                                               std::size_t limit) {
  return database_.reader()->repositories.list(registry, after, limit);
}

// --- what is said of repositories ---

CatalogData SqliteMetadataStore::find_catalog_data(RepositoryKey repository) {
  const ReaderPool::Lease reader = database_.reader();
  const Transaction snapshot(reader->database, Access::read_only);
  return reader->catalog.find(repository);
}

Result<void> SqliteMetadataStore::put_catalog_data(const Repository& repository,
                                                   const CatalogData& data, std::string_view logo) {
  return write_about<void>(repository, [&](Connection& connection) -> Result<void> {
    connection.catalog.put(repository.key, data, logo);
    return {};
  });
}

std::optional<std::string> SqliteMetadataStore::find_logo(std::string_view logo_id) {
  return database_.reader()->catalog.find_logo(logo_id);
}

std::vector<ResourceTag> SqliteMetadataStore::list_resource_tags(RepositoryKey repository) {
  return database_.reader()->catalog.list_tags(repository);
}

Result<void> SqliteMetadataStore::put_resource_tags(const Repository& repository,
                                                    const std::vector<ResourceTag>& tags) {
  return write_about<void>(repository, [&](Connection& connection) {
    return connection.catalog.put_tags(repository.key, tags);
  });
}

Result<void> SqliteMetadataStore::delete_resource_tags(const Repository& repository,
                                                       const std::vector<std::string>& keys) {
  return write_about<void>(repository, [&](Connection& connection) -> Result<void> {
    connection.catalog.delete_tags(repository.key, keys);
    return {};
  });
}

std::optional<std::string> SqliteMetadataStore::find_repository_policy(RepositoryKey repository) {
  return database_.reader()->catalog.find_policy(repository);
}

Result<void> SqliteMetadataStore::put_repository_policy(const Repository& repository,
                                                        std::string_view text) {
  return write_about<void>(repository, [&](Connection& connection) -> Result<void> {
    connection.catalog.put_policy(repository.key, text);
    return {};
  });
}

Result<std::string> SqliteMetadataStore::delete_repository_policy(const Repository& repository) {
  return write_about<std::string>(repository, [&](Connection& connection) -> Result<std::string> {
    auto text = connection.catalog.find_policy(repository.key);
    if (!text) {
      return fail({.code = ErrorCode::repository_policy_not_found,
                   .registry = repository.registry.text(),
                   .repository = repository.name.text()});
    }
    connection.catalog.delete_policy(repository.key);
    return *std::move(text);
  });
}

// --- blobs and uploads ---

std::optional<Blob> SqliteMetadataStore::find_blob(RepositoryKey repository, const Digest& digest) {
  return database_.reader()->repositories.find_blob(repository, digest);
}

std::optional<Blob> SqliteMetadataStore::hold_blob(RepositoryKey repository, const Digest& digest,
                                                   Timestamp now) {
  const auto known = database_.reader()->garbage.find_held(repository, digest);
  if (!known) return std::nullopt;
  if (lasts(*known, now)) return known->blob;
  auto held = database_.write<Blob>([&](Connection& connection) -> Result<Blob> {
    auto blob = connection.repositories.find_blob(repository, digest);
    if (!blob) return fail({.code = ErrorCode::blob_not_found, .digest = digest.text()});
    connection.garbage.blob_linked(repository, digest, now);
    return *std::move(blob);
  });
  return held ? std::optional(*std::move(held)) : std::nullopt;
}

bool SqliteMetadataStore::lasts(const GarbageStatements::HeldBlob& held, Timestamp now) const {
  return !held.unnamed_since || now - *held.unnamed_since < hold_resolution_;
}

std::optional<Layer> SqliteMetadataStore::find_layer(RepositoryKey repository,
                                                     const Digest& digest) {
  const ReaderPool::Lease reader = database_.reader();
  const Transaction snapshot(reader->database, Access::read_only);
  auto blob = reader->repositories.find_blob(repository, digest);
  if (!blob) return std::nullopt;
  return Layer{.blob = *std::move(blob),
               .media_type = reader->images.layer_media_type(repository, digest)};
}

std::optional<StoredBlob> SqliteMetadataStore::find_stored_blob(RepositoryKey repository,
                                                                const Digest& digest) {
  return database_.reader()->small_blobs.find(repository, digest);
}

Result<void> SqliteMetadataStore::put_blob(RepositoryKey repository, const Blob& blob,
                                           std::string_view content, Timestamp now) {
  return link(repository, blob, content, now);
}

Result<void> SqliteMetadataStore::link_blob(RepositoryKey repository, const Blob& blob,
                                            Timestamp now) {
  return link(repository, blob, std::nullopt, now);
}

Result<void> SqliteMetadataStore::link(RepositoryKey repository, const Blob& blob,
                                       std::optional<std::string_view> content, Timestamp now) {
  // Most often there is nothing to write, nothing to sync. Bytes that are lost are taken, though a
  // repository holds the blob: a push heals.
  const bool is_stored = !content || database_.reader()->small_blobs.has(blob.digest);
  if (is_stored && hold_blob(repository, blob.digest, now)) return {};
  return database_.write<void>([&](Connection& connection) {
    auto linked = connection.repositories.link_blob(repository, blob, now);
    if (!linked) return linked;
    if (content) connection.small_blobs.put(blob.digest, *content);
    connection.garbage.blob_linked(repository, blob.digest, now);
    return linked;
  });
}

Result<Blob> SqliteMetadataStore::mount_blob(std::optional<RepositoryKey> from,
                                             const Repository& to, const Digest& digest,
                                             Timestamp now) {
  const auto find_source = [&](Connection& connection) {
    return from ? connection.repositories.find_blob(*from, digest)
                : connection.repositories.find_blob(to.registry, digest);
  };
  {
    // There is nothing to write if `to` holds it too.
    const ReaderPool::Lease reader = database_.reader();
    const Transaction snapshot(reader->database, Access::read_only);
    auto blob = find_source(*reader);
    if (!blob) return fail({.code = ErrorCode::blob_not_found, .digest = digest.text()});
    const auto held = reader->garbage.find_held(to.key, digest);
    if (held && lasts(*held, now)) return *std::move(blob);
  }
  return database_.write<Blob>([&](Connection& connection) -> Result<Blob> {
    auto blob = find_source(connection);
    if (!blob) return fail({.code = ErrorCode::blob_not_found, .digest = digest.text()});
    auto linked = connection.repositories.link_blob(to.key, *blob, now);
    if (!linked) return fail(std::move(linked.error()));
    connection.garbage.blob_linked(to.key, digest, now);
    return *std::move(blob);
  });
}

Result<void> SqliteMetadataStore::unlink_blob(RepositoryKey repository, const Digest& digest,
                                              Timestamp now) {
  return database_.write<void>([&](Connection& connection) -> Result<void> {
    const auto blob = connection.repositories.find_blob(repository, digest);
    auto unlinked = connection.repositories.unlink_blob(repository, digest);
    if (unlinked) connection.garbage.blob_unlinked(blob.value(), now);
    return unlinked;
  });
}

UploadParts SqliteMetadataStore::find_upload_parts(RepositoryKey repository,
                                                   std::string_view upload_id) {
  return database_.reader()->uploads.find(repository, upload_id);
}

Result<void> SqliteMetadataStore::add_upload_part(RepositoryKey repository,
                                                  std::string_view upload_id,
                                                  std::uint64_t size_bytes, Timestamp now) {
  return database_.write<void>([&](Connection& connection) -> Result<void> {
    if (!connection.repositories.exists(repository)) {
      return fail({.code = ErrorCode::repository_not_found});
    }
    connection.uploads.add_part(repository, upload_id, size_bytes, now);
    return {};
  });
}

void SqliteMetadataStore::forget_upload_parts(RepositoryKey repository,
                                              std::string_view upload_id) {
  if (find_upload_parts(repository, upload_id).count == 0) return;
  [[maybe_unused]] const auto done =
      database_.write<void>([&](Connection& connection) -> Result<void> {
        connection.uploads.forget(repository, upload_id);
        return {};
      });
}

// --- images and tags ---

Result<PutImageOutcome> SqliteMetadataStore::put_image(const Repository& repository,
                                                       const NewImage& image,
                                                       const std::vector<TagName>& tags,
                                                       References references,
                                                       std::string_view actor, Timestamp now) {
  {
    // Most pushes of a build that runs again and again: nothing to write, nothing to sync.
    const ReaderPool::Lease reader = database_.reader();
    const Transaction snapshot(reader->database, Access::read_only);
    auto unchanged = find_unchanged(*reader, repository, image, tags, references);
    if (unchanged) return *std::move(unchanged);
  }
  return database_.write<PutImageOutcome>([&](Connection& connection) {
    return storage::put_image(connection, repository, image, tags, references,
                              {.actor = actor, .at = now}, quotas_);
  });
}

std::optional<StoredManifest> SqliteMetadataStore::find_manifest(RepositoryKey repository,
                                                                 const ImageReference& reference) {
  const ReaderPool::Lease reader = database_.reader();
  if (const auto* tag = std::get_if<TagName>(&reference)) {
    return reader->tags.find_manifest(repository, *tag);
  }
  return reader->images.find_manifest(repository, std::get<Digest>(reference));
}

std::optional<ImageDetail> SqliteMetadataStore::find_image(RepositoryKey repository,
                                                           const ImageReference& reference) {
  const ReaderPool::Lease reader = database_.reader();
  const Transaction snapshot(reader->database, Access::read_only);
  return storage::find_image(*reader, repository, reference);
}

std::vector<ImageDetail> SqliteMetadataStore::list_images(RepositoryKey repository,
                                                          std::int64_t after_sequence,
                                                          std::size_t limit) {
  const ReaderPool::Lease reader = database_.reader();
  const Transaction snapshot(reader->database, Access::read_only);
  return storage::list_images(*reader, repository, after_sequence, limit);
}

void SqliteMetadataStore::list_tags(RepositoryKey repository, std::string_view after,
                                    std::size_t limit, const TagVisitor& visit) {
  database_.reader()->tags.list(repository, after, limit, visit);
}

void SqliteMetadataStore::list_referrers(RepositoryKey repository, const Digest& subject,
                                         std::optional<std::string_view> artifact_type,
                                         std::string_view after, std::size_t limit,
                                         const ReferrerVisitor& visit) {
  database_.reader()->referrers.list(repository, subject, artifact_type, after, limit, visit);
}

Result<DeletedImage> SqliteMetadataStore::delete_tag(const Repository& repository,
                                                     const TagName& tag,
                                                     const std::optional<Digest>& expected,
                                                     UntaggedImage untagged, std::string_view actor,
                                                     Timestamp now) {
  return database_.write<DeletedImage>([&](Connection& connection) {
    return storage::delete_tag(connection, repository, tag, expected, untagged,
                               {.actor = actor, .at = now});
  });
}

Result<DeletedImage> SqliteMetadataStore::delete_image(const Repository& repository,
                                                       const Digest& digest, std::string_view actor,
                                                       Timestamp now) {
  return database_.write<DeletedImage>([&](Connection& connection) {
    return storage::delete_image(connection, repository, digest, {.actor = actor, .at = now});
  });
}

// --- the history of tags ---

std::vector<TagHistoryEntry> SqliteMetadataStore::list_tag_history(RepositoryKey repository,
                                                                   const TagName& tag,
                                                                   std::int64_t before_sequence,
                                                                   std::size_t limit) {
  return database_.reader()->tags.list_history(repository, tag, before_sequence, limit);
}

Result<TagOutcome> SqliteMetadataStore::move_tag(const Repository& repository, const TagName& tag,
                                                 const Digest& digest, std::int64_t last_sequence,
                                                 std::string_view actor, Timestamp now) {
  return write_about<TagOutcome>(repository, [&](Connection& connection) {
    return storage::move_tag(connection, repository, tag, digest, last_sequence,
                             {.actor = actor, .at = now}, quotas_);
  });
}

}  // namespace berth::storage
