// Blobs and uploads: which repository holds which blobs, and which of them are held for a push.
// No reading method shows holds and the parts of uploads: writing those touches nothing.
#include "registry/rules/audit.h"
#include "registry/rules/refusals.h"
#include "registry/rules/upload_parts.h"
#include "storage/memory/memory_metadata_store.h"

namespace berth::storage::memory {
namespace {

Failure no_such_repository() {
  return fail({.code = ErrorCode::repository_not_found});
}

// A blob of the repository, or of any in the registry.
std::optional<Blob> find_source(const State& state, std::optional<RepositoryKey> from,
                                const RegistryId& registry, const Digest& digest) {
  if (from) {
    const RepositoryRows* rows = state.find(*from);
    return rows != nullptr ? find_blob(*rows, digest) : std::nullopt;
  }
  for (const auto& [key, rows] : state.repositories) {
    if (rows.repository.registry != registry) continue;
    if (auto blob = find_blob(rows, digest)) return blob;
  }
  return std::nullopt;
}

// limit_exceeded if the repository does not hold the blob yet and must not.
Result<void> check_link(const State& state, const RepositoryRows& rows, const Blob& blob,
                        const Quotas& quotas) {
  const bool is_held = rows.links.contains(blob.digest.text());
  return state.check_storage(rows, is_held ? 0 : blob.size_bytes, quotas);
}

}  // namespace

std::optional<Blob> MemoryMetadataStore::hold_blob(RepositoryKey repository, const Digest& digest,
                                                   Timestamp now) {
  return find_blob_to_push(repository, digest, now, [] { return true; });
}

std::optional<Blob> MemoryMetadataStore::find_blob_to_push(RepositoryKey repository,
                                                           const Digest& digest, Timestamp now,
                                                           const std::function<bool()>& may_push) {
  struct Known {
    std::optional<Blob> blob;
    std::optional<Timestamp> unnamed_since;
  };
  const Known known = latest_.read(repository, [&](const RepositoryRows& rows) {
    const auto link = rows.links.find(digest.text());
    if (link == rows.links.end()) return Known{};
    return Known{.blob = Blob{.digest = digest, .size_bytes = link->second.size_bytes},
                 .unnamed_since = link->second.unnamed_since};
  });
  if (!known.blob || garbage_.lasts(known.unnamed_since, now) || !may_push()) return known.blob;
  return write([&](State& state) -> std::optional<Blob> {
    RepositoryRows* rows = state.find(repository);
    auto blob = rows != nullptr ? storage::memory::find_blob(*rows, digest) : std::nullopt;
    if (blob) state.hold(*rows, digest, now);
    return blob;
  });
}

Result<void> MemoryMetadataStore::check_room(const Repository& repository,
                                             std::uint64_t more_bytes) {
  way_.travel();
  return database_.read([&](const State& state) -> Result<void> {
    const RepositoryRows* rows = state.find(repository.key);
    if (rows == nullptr) return {};  // the write will say so
    return state.check_storage(*rows, more_bytes, quotas_);
  });
}

Result<void> MemoryMetadataStore::put_blob(RepositoryKey repository, const Blob& blob,
                                           std::string_view content, Timestamp now) {
  return link(repository, blob, content, now);
}

Result<void> MemoryMetadataStore::link_blob(RepositoryKey repository, const Blob& blob,
                                            Timestamp now) {
  return link(repository, blob, std::nullopt, now);
}

Result<void> MemoryMetadataStore::link(RepositoryKey repository, const Blob& blob,
                                       std::optional<std::string_view> content, Timestamp now) {
  return write([&](State& state) -> Result<void> {
    RepositoryRows* rows = state.find(repository);
    if (rows == nullptr) return no_such_repository();
    auto fits = check_link(state, *rows, blob, quotas_);
    if (!fits) return fits;
    const std::string& digest = blob.digest.text();
    const auto stored = state.small_blobs.find(digest);
    const bool brings_bytes =
        content && (stored == state.small_blobs.end() || stored->second != *content);
    if (brings_bytes) {
      // Heals it for whichever repository holds it.
      if (state.is_held(digest)) state.touch(Scope::everything());
      state.small_blobs.insert_or_assign(digest, std::string(*content));
    }
    if (brings_bytes || !rows->links.contains(digest)) state.touch(Scope::of(repository));
    state.link(*rows, blob, now);
    return {};
  });
}

Result<Blob> MemoryMetadataStore::mount_blob(std::optional<RepositoryKey> from,
                                             const Repository& to, const Digest& digest,
                                             Timestamp now) {
  return write([&](State& state) -> Result<Blob> {
    auto blob = find_source(state, from, to.registry, digest);
    if (!blob) return blob_not_found(digest);
    RepositoryRows* rows = state.find(to.key);
    if (rows == nullptr) return no_such_repository();
    auto fits = check_link(state, *rows, *blob, quotas_);
    if (!fits) return failure_of(fits);
    if (!rows->links.contains(digest.text())) state.touch(Scope::of(to.key));
    state.link(*rows, *blob, now);
    return *std::move(blob);
  });
}

Result<void> MemoryMetadataStore::unlink_blob(RepositoryKey repository, const Digest& digest,
                                              const Author& author) {
  return write([&](State& state) -> Result<void> {
    const RepositoryRows* rows = state.find(repository);
    BlobFacts facts;
    if (rows != nullptr) {
      facts.is_held = rows->links.contains(digest.text());
      facts.is_named = is_named(*rows, digest.text());
    }
    auto checked = check_unlinking(digest, facts);
    if (!checked) return checked;
    RepositoryRows& holder = state.repositories.at(repository);
    state.record(author, change_of_unlinking(state.full_name(holder),
                                             storage::memory::find_blob(holder, digest).value()));
    state.unlink(holder, digest.text(), author.at);
    state.touch(Scope::of(repository));
    return {};
  });
}

UploadParts MemoryMetadataStore::find_upload_parts(RepositoryKey repository,
                                                   std::string_view upload_id) {
  return latest_.read(repository, [&](const RepositoryRows& rows) {
    const auto counted = rows.parts.find(upload_id);
    return counted != rows.parts.end() ? counted->second.parts : UploadParts{};
  });
}

Result<void> MemoryMetadataStore::add_upload_part(RepositoryKey repository,
                                                  std::string_view upload_id,
                                                  std::uint64_t size_bytes, Timestamp now) {
  return write([&](State& state) -> Result<void> {
    RepositoryRows* rows = state.find(repository);
    if (rows == nullptr) return no_such_repository();
    PartsRow& counted = rows->parts[std::string(upload_id)];
    counted = {.parts = with_part(counted.parts, size_bytes), .updated_at = now};
    return {};
  });
}

void MemoryMetadataStore::forget_upload_parts(RepositoryKey repository,
                                              std::string_view upload_id) {
  write([&](State& state) {
    RepositoryRows* rows = state.find(repository);
    if (rows != nullptr) rows->parts.erase(std::string(upload_id));
  });
}

}  // namespace berth::storage::memory
