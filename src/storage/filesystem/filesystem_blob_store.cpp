#include "storage/filesystem/filesystem_blob_store.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <vector>

#include "base/encoding.h"
#include "base/entropy.h"

namespace berth::storage {
namespace {

namespace fs = std::filesystem;

constexpr mode_t kOwnerOnly = 0600;
// Large uploads are written back while they come, so that the last fsync finds little left to do.
constexpr std::uint64_t kWriteBackBytes = std::uint64_t{8} * 1024 * 1024;
constexpr std::size_t kReadBytes = std::size_t{256} * 1024;

[[noreturn]] void throw_errno(const fs::path& path) {
  throw std::system_error(errno, std::generic_category(), path.string());
}

File open_file(const fs::path& path, int flags) {
  File file(::open(path.c_str(), flags | O_CLOEXEC, kOwnerOnly));
  if (!file.is_open() && errno != ENOENT) throw_errno(path);
  return file;
}

std::uint64_t size_of(const File& file, const fs::path& path) {
  struct stat status{};
  if (::fstat(file.descriptor(), &status) != 0) throw_errno(path);
  return static_cast<std::uint64_t>(status.st_size);
}

void sync_directory(const fs::path& path) {
  const File directory = open_file(path, O_RDONLY | O_DIRECTORY);
  if (!directory.is_open() || ::fsync(directory.descriptor()) != 0) throw_errno(path);
}

void make_directory(const fs::path& path) {
  if (fs::create_directories(path)) {
    fs::permissions(path, fs::perms::owner_all);
    sync_directory(path.parent_path());
  }
}

Failure upload_error(ErrorCode code, const UploadKey& key) {
  return fail({.code = code, .subject = key.id});
}

// Continues the hash of an upload of which nothing is known but its file.
HashState hash_file(const File& file, const fs::path& path) {
  HashState state;
  std::vector<std::byte> buffer(kReadBytes);
  for (;;) {
    const ssize_t count = ::pread(file.descriptor(), buffer.data(), buffer.size(),
                                  static_cast<off_t>(state.size_bytes));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw_errno(path);
    if (count == 0) return state;
    state.hash.update(std::span(buffer).first(static_cast<std::size_t>(count)));
    state.size_bytes += static_cast<std::uint64_t>(count);
  }
}

fs::path blob_file(const fs::path& blobs, const Digest& digest) {
  return blobs / digest.algorithm() / digest.hex().substr(0, 2) / digest.hex();
}

class FileUploadWriter final : public UploadWriter {
 public:
  FileUploadWriter(fs::path path, fs::path blobs, File file, HashState state,
                   UploadSessions& sessions)
      : path_(std::move(path)),
        blobs_(std::move(blobs)),
        file_(std::move(file)),
        state_(std::move(state)),
        sessions_(sessions) {}

  ~FileUploadWriter() override {
    // After a failed write the file may hold more than was hashed: it is hashed anew next time.
    if (state_ && !broken_) sessions_.keep(path_.filename(), *std::move(state_));
    sessions_.release(path_.filename());
  }

  [[nodiscard]] std::uint64_t size_bytes() const override { return state_->size_bytes; }

  void append(std::span<const std::byte> chunk) override {
    broken_ = true;
    for (std::span<const std::byte> rest = chunk; !rest.empty();) {
      const ssize_t count = ::write(file_.descriptor(), rest.data(), rest.size());
      if (count < 0 && errno == EINTR) continue;
      if (count <= 0) throw_errno(path_);
      rest = rest.subspan(static_cast<std::size_t>(count));
    }
    state_->hash.update(chunk);
    const std::uint64_t before = state_->size_bytes;
    state_->size_bytes += chunk.size();
    if (before / kWriteBackBytes != state_->size_bytes / kWriteBackBytes) {
      ::sync_file_range(file_.descriptor(), 0, 0, SYNC_FILE_RANGE_WRITE);
    }
    broken_ = false;
  }

  Result<Blob> commit(const Digest& expected) override {
    // A copy is finished, so that a client who named the wrong digest can try again.
    if (Digest::from_sha256_hex(to_hex(state_->hash.value())) != expected) {
      return fail({.code = ErrorCode::digest_mismatch, .digest = expected.text()});
    }
    const fs::path target = blob_file(blobs_, expected);
    if (fs::exists(target)) {
      fs::remove(path_);
    } else {
      // The bytes, then their name, then the directory that holds the name: after a power loss the
      // blob is whole or not there.
      if (::fdatasync(file_.descriptor()) != 0) throw_errno(path_);
      make_directory(target.parent_path());
      fs::rename(path_, target);
      sync_directory(target.parent_path());
    }
    const Blob blob{.digest = expected, .size_bytes = state_->size_bytes};
    state_.reset();
    return blob;
  }

 private:
  const fs::path path_;
  const fs::path blobs_;
  File file_;
  std::optional<HashState> state_;  // empty once committed
  bool broken_ = false;
  UploadSessions& sessions_;
};

}  // namespace

FilesystemBlobStore::FilesystemBlobStore(fs::path directory)
    : blobs_(directory / "blobs"), uploads_(directory / "uploads") {
  make_directory(blobs_);
  make_directory(uploads_);
}

fs::path FilesystemBlobStore::upload_file(const UploadKey& key) const {
  return uploads_ / (std::to_string(key.repository) + "." + key.id);
}

void FilesystemBlobStore::create_upload(const UploadKey& key) {
  const fs::path path = upload_file(key);
  if (!open_file(path, O_WRONLY | O_CREAT | O_EXCL).is_open()) throw_errno(path);
}

Result<std::unique_ptr<UploadWriter>> FilesystemBlobStore::open_upload(const UploadKey& key) {
  // An id comes from a client and becomes part of a path.
  if (!is_uuid(key.id)) return upload_error(ErrorCode::upload_not_found, key);
  const fs::path path = upload_file(key);
  if (!sessions_.acquire(path.filename())) return upload_error(ErrorCode::upload_in_use, key);
  try {
    File file = open_file(path, O_RDWR | O_APPEND);
    if (!file.is_open()) {
      sessions_.release(path.filename());
      return upload_error(ErrorCode::upload_not_found, key);
    }
    std::optional<HashState> state = sessions_.take(path.filename());
    if (!state || state->size_bytes != size_of(file, path)) state = hash_file(file, path);
    return std::make_unique<FileUploadWriter>(path, blobs_, std::move(file), *std::move(state),
                                              sessions_);
  } catch (...) {
    sessions_.release(path.filename());
    throw;
  }
}

Result<std::uint64_t> FilesystemBlobStore::upload_size(const UploadKey& key) {
  if (!is_uuid(key.id)) return upload_error(ErrorCode::upload_not_found, key);
  const fs::path path = upload_file(key);
  const File file = open_file(path, O_RDONLY);
  if (!file.is_open()) return upload_error(ErrorCode::upload_not_found, key);
  return size_of(file, path);
}

Result<void> FilesystemBlobStore::cancel_upload(const UploadKey& key) {
  if (!is_uuid(key.id)) return upload_error(ErrorCode::upload_not_found, key);
  const fs::path path = upload_file(key);
  if (!sessions_.acquire(path.filename())) return upload_error(ErrorCode::upload_in_use, key);
  sessions_.take(path.filename());
  std::error_code failure;
  const bool removed = fs::remove(path, failure);
  sessions_.release(path.filename());
  if (failure) throw std::system_error(failure, path.string());
  if (!removed) return upload_error(ErrorCode::upload_not_found, key);
  return {};
}

std::optional<OpenBlob> FilesystemBlobStore::open_blob(const Digest& digest) {
  const fs::path path = blob_file(blobs_, digest);
  File file = open_file(path, O_RDONLY);
  if (!file.is_open()) return std::nullopt;
  const std::uint64_t size = size_of(file, path);
  return OpenBlob{.file = std::make_shared<const File>(std::move(file)), .size_bytes = size};
}

}  // namespace berth::storage
