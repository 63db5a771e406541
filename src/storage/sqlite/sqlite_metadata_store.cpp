#include "storage/sqlite/sqlite_metadata_store.h"

#include "storage/sqlite/image_operations.h"
#include "storage/sqlite/reader_pool.h"
#include "storage/sqlite/schema.h"
#include "storage/sqlite/writer.h"

namespace berth::storage {
namespace {

// A database with its schema: the readers, which cannot make one, come after it.
struct Prepared : Connection {
  explicit Prepared(const std::filesystem::path& file) : Connection(file, Access::read_write) {
    migrate(database);
  }
};

}  // namespace

// The connection that writes is closed last: that empties the log into the database.
struct SqliteMetadataStore::Parts {
  explicit Parts(const SqliteOptions& options)
      : connection(options.file),
        writer(connection.database),
        readers(options.file, options.reader_count) {}

  Prepared connection;  // the writer thread's
  Writer writer;
  ReaderPool readers;
};

SqliteMetadataStore::SqliteMetadataStore(const SqliteOptions& options)
    : parts_(std::make_unique<Parts>(options)) {}

SqliteMetadataStore::~SqliteMetadataStore() = default;

template <typename T>
Result<T> SqliteMetadataStore::write(const std::function<Result<T>(Connection&)>& operation) {
  std::optional<Result<T>> result;
  parts_->writer.run([&] {
    result.emplace(operation(parts_->connection));
    return result->has_value() ? WriteOutcome::keep : WriteOutcome::undo;
  });
  return *std::move(result);
}

// --- registries and access keys ---

Result<void> SqliteMetadataStore::create_registry(const Registry& registry,
                                                  const AccessKey& administrator) {
  return write<void>([&](Connection& connection) {
    return connection.registries.create(registry, administrator);
  });
}

std::optional<Registry> SqliteMetadataStore::find_registry(const RegistryId& id) {
  return parts_->readers.take()->registries.find(id);
}

std::vector<Registry> SqliteMetadataStore::list_registries() {
  return parts_->readers.take()->registries.list();
}

std::optional<AccessKey> SqliteMetadataStore::find_access_key(std::string_view access_key_id) {
  return parts_->readers.take()->registries.find_access_key(access_key_id);
}

// --- repositories ---

Result<Repository> SqliteMetadataStore::create_repository(const RegistryId& registry,
                                                          const RepositoryName& name,
                                                          Timestamp now) {
  return write<Repository>(
      [&](Connection& connection) { return connection.repositories.create(registry, name, now); });
}

Result<Repository> SqliteMetadataStore::delete_repository(const RegistryId& registry,
                                                          const RepositoryName& name,
                                                          RepositoryContent content) {
  return write<Repository>([&](Connection& connection) {
    return connection.repositories.remove(registry, name, content);
  });
}

std::optional<Repository> SqliteMetadataStore::find_repository(const RegistryId& registry,
                                                               const RepositoryName& name) {
  return parts_->readers.take()->repositories.find(registry, name);
}

std::optional<Repository> SqliteMetadataStore::find_repository(const RegistryAlias& alias,
                                                               const RepositoryName& name) {
  return parts_->readers.take()->repositories.find(alias, name);
}

std::vector<Repository> SqliteMetadataStore::list_repositories(const RegistryId& registry,
                                                               std::string_view after,
                                                               std::size_t limit) {
  return parts_->readers.take()->repositories.list(registry, after, limit);
}

// --- blobs ---

std::optional<Blob> SqliteMetadataStore::find_blob(RepositoryKey repository, const Digest& digest) {
  return parts_->readers.take()->repositories.find_blob(repository, digest);
}

Result<void> SqliteMetadataStore::link_blob(RepositoryKey repository, const Blob& blob,
                                            Timestamp now) {
  // What is linked belongs to a repository that is there: nothing to write, nothing to sync.
  if (find_blob(repository, blob.digest)) return {};
  return write<void>([&](Connection& connection) {
    return connection.repositories.link_blob(repository, blob, now);
  });
}

Result<void> SqliteMetadataStore::unlink_blob(RepositoryKey repository, const Digest& digest) {
  return write<void>([&](Connection& connection) {
    return connection.repositories.unlink_blob(repository, digest);
  });
}

// --- images and tags ---

Result<PutImageOutcome> SqliteMetadataStore::put_image(const Repository& repository,
                                                       const NewImage& image,
                                                       const std::optional<TagName>& tag,
                                                       std::string_view actor, Timestamp now) {
  // Most pushes of a build that runs again and again: nothing to write, nothing to sync.
  if (const auto unchanged =
          find_unchanged(*parts_->readers.take(), repository.key, image.digest, tag)) {
    return *unchanged;
  }
  return write<PutImageOutcome>([&](Connection& connection) {
    return storage::put_image(connection, repository, image, tag, {.actor = actor, .at = now});
  });
}

std::optional<StoredManifest> SqliteMetadataStore::find_manifest(RepositoryKey repository,
                                                                 const ImageReference& reference) {
  const ReaderPool::Lease reader = parts_->readers.take();
  if (const auto* tag = std::get_if<TagName>(&reference)) {
    return reader->tags.find_manifest(repository, *tag);
  }
  return reader->images.find_manifest(repository, std::get<Digest>(reference));
}

std::optional<ImageDetail> SqliteMetadataStore::find_image(RepositoryKey repository,
                                                           const ImageReference& reference) {
  const ReaderPool::Lease reader = parts_->readers.take();
  const Transaction snapshot(reader->database, Access::read_only);
  return storage::find_image(*reader, repository, reference);
}

std::vector<ImageDetail> SqliteMetadataStore::list_images(RepositoryKey repository,
                                                          std::int64_t after_sequence,
                                                          std::size_t limit) {
  const ReaderPool::Lease reader = parts_->readers.take();
  const Transaction snapshot(reader->database, Access::read_only);
  return storage::list_images(*reader, repository, after_sequence, limit);
}

void SqliteMetadataStore::list_tags(RepositoryKey repository, std::string_view after,
                                    std::size_t limit, const TagVisitor& visit) {
  parts_->readers.take()->tags.list(repository, after, limit, visit);
}

Result<void> SqliteMetadataStore::delete_tag(const Repository& repository, const TagName& tag,
                                             std::string_view actor, Timestamp now) {
  return write<void>([&](Connection& connection) {
    return storage::delete_tag(connection, repository, tag, {.actor = actor, .at = now});
  });
}

Result<void> SqliteMetadataStore::delete_image(const Repository& repository, const Digest& digest,
                                               std::string_view actor, Timestamp now) {
  return write<void>([&](Connection& connection) {
    return storage::delete_image(connection, repository, digest, {.actor = actor, .at = now});
  });
}

}  // namespace berth::storage
