#include "storage/filesystem/filesystem_blob_store.h"

#include <fcntl.h>

#include <stdexcept>

#include "base/entropy.h"
#include "storage/filesystem/file_upload_writer.h"
#include "storage/filesystem/posix.h"

namespace berth::storage {
namespace {

// The name of the session's file. nullopt: there can be no such session, and the id, which is what
// a client sent, must not become a path.
std::optional<std::string> file_name(const UploadKey& key) {
  if (!is_uuid(key.id)) return std::nullopt;
  return std::to_string(key.repository) + "." + key.id;
}

Failure about(ErrorCode code, const UploadKey& key) {
  return fail({.code = code, .subject = key.id});
}

}  // namespace

FilesystemBlobStore::FilesystemBlobStore(const std::filesystem::path& directory)
    : blobs_(directory / "blobs"), uploads_(open_directory(directory / "uploads")) {}

void FilesystemBlobStore::create_upload(const UploadKey& key, HashAlgorithm algorithm) {
  const auto name = file_name(key);
  if (!name) throw std::invalid_argument("an upload's id is not a UUID");
  make_file(uploads_, *name);
  // The usual one is what a session without a running hash begins with.
  if (algorithm != HashAlgorithm::sha256) {
    if (auto lease = sessions_.acquire(*name)) lease->keep_prefix(HashedPrefix(algorithm));
  }
}

Result<std::unique_ptr<UploadWriter>> FilesystemBlobStore::open_upload(const UploadKey& key) {
  const auto name = file_name(key);
  if (!name) return about(ErrorCode::upload_not_found, key);
  auto lease = sessions_.acquire(*name);
  if (!lease) return about(ErrorCode::upload_in_use, key);
  auto file = open_file(uploads_, *name, O_RDWR);
  if (!file) return about(ErrorCode::upload_not_found, key);
  return std::make_unique<FileUploadWriter>(
      UploadFile{.directory = uploads_, .name = *name, .file = *std::move(file)}, *std::move(lease),
      blobs_);
}

Result<std::uint64_t> FilesystemBlobStore::upload_size(const UploadKey& key) {
  const auto name = file_name(key);
  const auto size_bytes = name ? file_size(uploads_, *name) : std::nullopt;
  if (!size_bytes) return about(ErrorCode::upload_not_found, key);
  return *size_bytes;
}

Result<void> FilesystemBlobStore::cancel_upload(const UploadKey& key) {
  const auto name = file_name(key);
  if (!name) return about(ErrorCode::upload_not_found, key);
  const auto lease = sessions_.acquire(*name);
  if (!lease) return about(ErrorCode::upload_in_use, key);
  if (!remove_file(uploads_, *name)) return about(ErrorCode::upload_not_found, key);
  return {};
}

std::optional<OpenBlob> FilesystemBlobStore::open_blob(const Digest& digest) {
  auto file = blobs_.open(digest);
  if (!file) return std::nullopt;
  const std::uint64_t size_bytes = file_size(*file);
  return OpenBlob{.file = std::make_shared<const File>(*std::move(file)), .size_bytes = size_bytes};
}

}  // namespace berth::storage
