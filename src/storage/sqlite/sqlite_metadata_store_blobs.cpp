// Blobs and uploads: which repository holds which blobs, and which of them are held for a push.
// No reading method shows holds and the parts of uploads: writing those touches nothing.
#include "registry/rules/audit.h"
#include "registry/rules/refusals.h"
#include "registry/rules/upload_parts.h"
#include "registry/values/errors.h"
#include "storage/sqlite/sqlite_metadata_store.h"

namespace berth::storage::sqlite {
namespace {

// repository_not_found; limit_exceeded: the caller has to undo everything.
Result<void> write_link(Connection& connection, RepositoryKey repository, const Blob& blob,
                        Timestamp now, const Quotas& quotas) {
  const auto before = connection.usage.find_level(repository);
  if (!before) return fail({.code = ErrorCode::repository_not_found});
  const bool is_new = connection.garbage.link(repository, blob, now);
  return check_storage(before->storage, is_new ? blob.size_bytes : 0, quotas);
}

}  // namespace

std::optional<Blob> SqliteMetadataStore::hold_blob(RepositoryKey repository, const Digest& digest,
                                                   Timestamp now) {
  return find_blob_to_push(repository, digest, now, [] { return true; });
}

std::optional<Blob> SqliteMetadataStore::find_blob_to_push(RepositoryKey repository,
                                                           const Digest& digest, Timestamp now,
                                                           const std::function<bool()>& may_push) {
  const auto known = database_.reader()->garbage.find_held(repository, digest);
  if (!known) return std::nullopt;
  if (garbage_.lasts(known->unnamed_since, now) || !may_push()) return known->blob;
  auto held = database_.write<Blob>({}, [&](Connection& connection) -> Result<Blob> {
    auto blob = connection.repositories.find_blob(repository, digest);
    if (!blob) return blob_not_found(digest);
    connection.garbage.hold(repository, digest, now);
    return *std::move(blob);
  });
  return held ? std::optional(*std::move(held)) : std::nullopt;
}

Result<void> SqliteMetadataStore::check_room(const Repository& repository,
                                             std::uint64_t more_bytes) {
  const auto level = database_.reader()->usage.find_level(repository.key);
  if (!level) return {};  // the write will say so
  auto fits = check_storage(level->storage, more_bytes, quotas_);
  if (!fits) return refuse(std::move(fits.error()), repository);
  return {};
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
  // Most often there is nothing to write or sync. Lost or damaged bytes are replaced even if a
  // repository holds the blob already: a push heals.
  const bool is_stored = !content || database_.reader()->small_blobs.find(blob.digest) == content;
  if (is_stored && hold_blob(repository, blob.digest, now)) return {};
  return database_.write<void>([&](Connection& connection, Changes& changes) {
    const bool heals = content && connection.garbage.is_held(blob.digest) &&
                       connection.small_blobs.find(blob.digest) != content;
    if (content) connection.small_blobs.put(blob.digest, *content);
    auto linked = write_link(connection, repository, blob, now, quotas_);
    if (!linked) return linked;
    if (heals) changes.touch(Scope::everything());  // for whichever repository holds it
    changes.touch(Scope::of(repository));
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
    // Nothing has to be written if `to` holds it too.
    const ReaderPool::Lease reader = database_.reader();
    const Transaction snapshot(reader->database, Access::read_only);
    auto blob = find_source(*reader);
    if (!blob) return blob_not_found(digest);
    const auto held = reader->garbage.find_held(to.key, digest);
    if (held && garbage_.lasts(held->unnamed_since, now)) return *std::move(blob);
  }
  return database_.write<Blob>({Scope::of(to.key)}, [&](Connection& connection) -> Result<Blob> {
    auto blob = find_source(connection);
    if (!blob) return blob_not_found(digest);
    auto linked = write_link(connection, to.key, *blob, now, quotas_);
    if (!linked) return refuse(std::move(linked.error()), to);
    return *std::move(blob);
  });
}

Result<void> SqliteMetadataStore::unlink_blob(RepositoryKey repository, const Digest& digest,
                                              const Author& author) {
  return database_.write<void>(
      {Scope::of(repository)}, [&](Connection& connection) -> Result<void> {
        const auto blob = connection.repositories.find_blob(repository, digest);
        const bool is_named = blob && connection.garbage.is_named(repository, digest);
        auto checked = check_unlinking(digest, {.is_held = blob.has_value(), .is_named = is_named});
        if (!checked) return checked;
        if (const auto holder = connection.repositories.full_name(repository)) {
          connection.audit.append(author, change_of_unlinking(*holder, *blob));
        }
        connection.garbage.unlink(repository, *blob, author.at);
        return {};
      });
}

UploadParts SqliteMetadataStore::find_upload_parts(RepositoryKey repository,
                                                   std::string_view upload_id) {
  return database_.reader()->uploads.find(repository, upload_id);
}

Result<void> SqliteMetadataStore::add_upload_part(RepositoryKey repository,
                                                  std::string_view upload_id,
                                                  std::uint64_t size_bytes, Timestamp now) {
  return database_.write<void>({}, [&](Connection& connection) -> Result<void> {
    if (!connection.repositories.exists(repository)) {
      return fail({.code = ErrorCode::repository_not_found});
    }
    const UploadParts parts = connection.uploads.find(repository, upload_id);
    connection.uploads.put(repository, upload_id, with_part(parts, size_bytes), now);
    return {};
  });
}

void SqliteMetadataStore::forget_upload_parts(RepositoryKey repository,
                                              std::string_view upload_id) {
  if (find_upload_parts(repository, upload_id).count == 0) return;
  [[maybe_unused]] const auto done =
      database_.write<void>({}, [&](Connection& connection) -> Result<void> {
        connection.uploads.forget(repository, upload_id);
        return {};
      });
}

}  // namespace berth::storage::sqlite
