#include "storage/filesystem/filesystem_blob_store.h"

#include <charconv>
#include <map>
#include <span>
#include <stdexcept>

#include "base/entropy.h"
#include "storage/filesystem/file_upload_writer.h"
#include "storage/filesystem/posix.h"

namespace berth::storage::filesystem {
namespace {

constexpr const char* kBlobs = "blobs";
// Holds what fsck took out of use, by digest.
constexpr const char* kDamaged = "damaged";

// The name of the session's file. nullopt: no such session can exist; the id comes from a client
// and must not become a path.
std::optional<std::string> file_name(const UploadKey& key) {
  if (!is_uuid(key.id)) return std::nullopt;
  return std::to_string(key.repository) + "." + key.id;
}

// The reverse; nullopt: not the name of a session.
std::optional<UploadKey> key_of(std::string_view name) {
  UploadKey key;
  const std::size_t dot = name.find('.');
  if (dot == std::string_view::npos || !is_uuid(name.substr(dot + 1))) return std::nullopt;
  const std::string_view digits = name.substr(0, dot);
  const auto [stopped, failure] =
      std::from_chars(digits.data(), digits.data() + digits.size(), key.repository);
  if (failure != std::errc() || stopped != digits.data() + digits.size()) return std::nullopt;
  key.id = name.substr(dot + 1);
  return key;
}

class Hold final : public BlobHold {
 public:
  Hold(BlobLocks& locks, const Digest& digest) : hold_(locks.hold(digest)) {}

 private:
  const BlobLocks::Hold hold_;
};

Failure about(ErrorCode code, const UploadKey& key) {
  return fail({.code = code, .subject = key.id});
}

}  // namespace

FilesystemBlobStore::FilesystemBlobStore(const std::filesystem::path& directory,
                                         const SteadyClock& clock, DiskSpace* space)
    : directory_(directory),
      blobs_(directory / kBlobs),
      uploads_(directory / "uploads"),
      sessions_([this](const std::string& name) { uploads_.make(name); }, clock),
      space_(space) {}

FolderLock FilesystemBlobStore::pause_removals(const std::filesystem::path& directory) {
  return FolderLock::take(directory / kBlobs, FolderLock::Kind::exclusive);
}

// On a file system without locks nobody can pause removals: `berth backup` refuses to begin.
std::optional<FolderLock> FilesystemBlobStore::share_removals() const {
  return FolderLock::try_take(directory_ / kBlobs, FolderLock::Kind::shared,
                              FolderLock::Unsupported::is_free);
}

void FilesystemBlobStore::count_uploads(const RegistryOf& registry_of) {
  std::string position;
  do {
    const UploadPage page = list_uploads(position);
    for (const StoredUpload& upload : page.uploads) {
      // The garbage collector ends the uploads of a deleted repository.
      const auto registry = registry_of(upload.key.repository);
      if (registry) counts_.restore(upload.key, *registry, upload.size_bytes);
    }
    position = page.next;
  } while (!position.empty());
}

BlobFigures FilesystemBlobStore::figures() const {
  const UploadCounts::Total open = counts_.total();
  return {.uploads = open.count, .upload_bytes = open.size_bytes, .syncs = syncs_.figures()};
}

Result<void> FilesystemBlobStore::create_upload(const UploadKey& key, const RegistryId& registry,
                                                const Quotas& quotas, HashAlgorithm algorithm) {
  const auto name = file_name(key);
  if (!name) throw std::invalid_argument("an upload's id is not a UUID");
  auto counted = counts_.add(key, registry, quotas);
  if (!counted) return counted;
  try {
    sessions_.begin(*name, {.algorithm = algorithm, .created_at = SystemClock().now()});
  } catch (...) {
    counts_.remove(key);
    throw;
  }
  return {};
}

Result<void> FilesystemBlobStore::check_upload_room(const RegistryId& registry,
                                                    std::uint64_t more_bytes,
                                                    const Quotas& quotas) {
  return counts_.check_size(registry, more_bytes, quotas);
}

Result<std::unique_ptr<UploadWriter>> FilesystemBlobStore::open_upload(const UploadKey& key) {
  const auto name = file_name(key);
  if (!name) return about(ErrorCode::upload_not_found, key);
  auto lease = sessions_.acquire(*name);
  if (!lease) return about(ErrorCode::upload_in_use, key);
  UploadFile upload{.directory = uploads_,
                    .counts = counts_,
                    .syncs = syncs_,
                    .key = key,
                    .name = *name,
                    .open = {}};
  if (!lease->as_new()) {
    upload.open = uploads_.open(*name);
    if (!upload.open) return about(ErrorCode::upload_not_found, key);
  }
  return std::make_unique<FileUploadWriter>(std::move(upload), *std::move(lease), blobs_, space_);
}

Result<std::uint64_t> FilesystemBlobStore::upload_size(const UploadKey& key) {
  const auto name = file_name(key);
  if (!name) return about(ErrorCode::upload_not_found, key);
  if (const auto size_bytes = sessions_.size_of_new(*name)) return *size_bytes;
  const auto size_bytes = uploads_.kept_bytes(*name);
  if (!size_bytes) return about(ErrorCode::upload_not_found, key);
  return *size_bytes;
}

Result<void> FilesystemBlobStore::cancel_upload(const UploadKey& key) {
  const auto name = file_name(key);
  if (!name) return about(ErrorCode::upload_not_found, key);
  auto lease = sessions_.acquire(*name);
  if (!lease) return about(ErrorCode::upload_in_use, key);
  return end_upload(key, *lease);
}

std::optional<OpenBlob> FilesystemBlobStore::open_blob(const Digest& digest) {
  auto file = blobs_.open(digest);
  if (!file) return std::nullopt;
  const std::uint64_t size_bytes = file_size(*file);
  return OpenBlob{.bytes = std::make_shared<const File>(*std::move(file)),
                  .size_bytes = size_bytes};
}

std::unique_ptr<BlobHold> FilesystemBlobStore::hold(const Digest& digest) {
  return std::make_unique<Hold>(locks_, digest);
}

BlobRemoval FilesystemBlobStore::remove_blob_unless(const Digest& digest,
                                                    const std::function<bool()>& is_needed) {
  // From before the look until the bytes are gone: what is paused by another process sees either
  // the bytes, or no row that refers to them.
  const auto allowed = share_removals();
  if (!allowed) return {.outcome = BlobRemoval::Outcome::held};
  const auto seizure = locks_.try_seize(digest);
  if (!seizure.owns_lock()) return {.outcome = BlobRemoval::Outcome::held};
  if (is_needed()) return {.outcome = BlobRemoval::Outcome::needed};
  const auto freed_bytes = blobs_.remove(digest);
  if (!freed_bytes) return {.outcome = BlobRemoval::Outcome::not_stored};
  return {.outcome = BlobRemoval::Outcome::removed, .freed_bytes = *freed_bytes};
}

// Digests share locks, so another one may be held.
bool FilesystemBlobStore::is_held(const Digest& digest) {
  return !locks_.try_seize(digest).owns_lock();
}

BlobPage FilesystemBlobStore::list_blobs(const std::string& position) {
  return blobs_.list(position);
}

// By name; a position is a name.
UploadPage FilesystemBlobStore::list_uploads(const std::string& position) {
  // First, so that a session that gets its file meanwhile is not missed.
  const auto without_file = sessions_.list_new();
  UploadDirectory::Page files = uploads_.list(position);
  std::map<std::string, StoredUpload> found;
  for (const auto& [name, upload] : without_file) {
    if (name <= position || (!files.next.empty() && name > files.next)) continue;
    found.emplace(name, StoredUpload{.key = key_of(name).value(), .written_at = upload.created_at});
  }
  for (const UploadDirectory::Entry& entry : files.entries) {
    auto key = key_of(entry.name);
    if (!key) continue;  // not ours
    found.insert_or_assign(entry.name, StoredUpload{.key = *std::move(key),
                                                    .size_bytes = entry.size_bytes,
                                                    .kept_bytes = entry.kept_bytes,
                                                    .written_at = entry.written_at});
  }
  UploadPage page{.uploads = {}, .next = std::move(files.next)};
  for (auto& [name, upload] : found) page.uploads.push_back(std::move(upload));
  return page;
}

Result<void> FilesystemBlobStore::expire_upload(const UploadKey& key, Timestamp before) {
  const auto name = file_name(key);
  if (!name) return about(ErrorCode::upload_not_found, key);
  auto lease = sessions_.acquire(*name);
  if (!lease) return about(ErrorCode::upload_in_use, key);
  const auto& unwritten = lease->as_new();
  const auto written_at = unwritten ? unwritten->created_at : uploads_.written_at(*name);
  if (!written_at) return about(ErrorCode::upload_not_found, key);
  if (*written_at >= before) return about(ErrorCode::upload_in_use, key);
  return end_upload(key, *lease);
}

Result<void> FilesystemBlobStore::end_upload(const UploadKey& key, UploadSessions::Lease& lease) {
  const auto use = lease.use();
  if (!use) return about(use.error(), key);
  const bool is_new = lease.as_new().has_value();
  if (!is_new && !uploads_.remove(file_name(key).value())) {
    return about(ErrorCode::upload_not_found, key);
  }
  lease.no_longer_new();
  counts_.remove(key);
  return {};
}

void FilesystemBlobStore::set_aside(const Digest& digest) {
  blobs_.move(digest, open_directory(directory_ / kDamaged));
}

void FilesystemBlobStore::set_aside(std::string_view name, std::string_view content) {
  const File damaged = open_directory(directory_ / kDamaged);
  const File file = make_file_beside_others(damaged, std::string(name)).file;
  write_all(file, std::as_bytes(std::span(content)), /*offset=*/0);
  sync_content(file);
  sync_names(damaged);
}

}  // namespace berth::storage::filesystem
