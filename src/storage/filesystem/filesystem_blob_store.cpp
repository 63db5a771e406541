#include "storage/filesystem/filesystem_blob_store.h"

#include <charconv>
#include <span>
#include <stdexcept>

#include "base/entropy.h"
#include "storage/filesystem/file_upload_writer.h"
#include "storage/filesystem/posix.h"

namespace berth::storage::filesystem {
namespace {

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
      blobs_(directory / "blobs"),
      uploads_(directory / "uploads"),
      sessions_([this](const std::string& name) { uploads_.make(name); }, clock),
      space_(space) {}

void FilesystemBlobStore::create_upload(const UploadKey& key, HashAlgorithm algorithm) {
  const auto name = file_name(key);
  if (!name) throw std::invalid_argument("an upload's id is not a UUID");
  sessions_.begin(*name, {.algorithm = algorithm, .created_at = SystemClock().now()});
}

Result<std::unique_ptr<UploadWriter>> FilesystemBlobStore::open_upload(const UploadKey& key) {
  const auto name = file_name(key);
  if (!name) return about(ErrorCode::upload_not_found, key);
  auto lease = sessions_.acquire(*name);
  if (!lease) return about(ErrorCode::upload_in_use, key);
  UploadFile upload{
      .directory = uploads_, .counts = upload_counts(), .key = key, .name = *name, .open = {}};
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

std::vector<StoredUpload> FilesystemBlobStore::list_uploads() {
  std::vector<StoredUpload> uploads;
  for (const UploadDirectory::Entry& entry : uploads_.list()) {
    auto key = key_of(entry.name);
    if (!key) continue;  // not ours
    uploads.push_back({.key = *std::move(key),
                       .size_bytes = entry.size_bytes,
                       .kept_bytes = entry.kept_bytes,
                       .written_at = entry.written_at});
  }
  for (const auto& [name, upload] : sessions_.list_new()) {
    uploads.push_back(
        {.key = key_of(name).value(), .size_bytes = 0, .written_at = upload.created_at});
  }
  return uploads;
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
  upload_counts().remove(key);
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
