#include "ops/data_directory.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <iterator>
#include <span>
#include <system_error>
#include <thread>
#include <vector>

namespace berth::ops {
namespace {

constexpr mode_t kOwnerOnly = 0600;
constexpr const char* kLockFile = "serve.lock";
constexpr std::chrono::milliseconds kLockPollInterval{50};
// Made by storage::FilesystemBlobStore, of which nothing is known here but these names.
constexpr std::string_view kBlobsBySha256 = "blobs/sha256";
constexpr std::string_view kUploads = "uploads";
// Where one of these is, there was a database: they are made after it.
constexpr std::string_view kMadeAfterTheDatabase[] = {DataDirectory::kCredentialsFile,
                                                      kBlobsBySha256, kUploads};

Failure unusable(const std::filesystem::path& path, std::string reason) {
  return fail({.code = ErrorCode::invalid_parameter,
               .subject = path.string(),
               .reason = std::move(reason)});
}

// For the errno there is.
Failure not_ours(const std::filesystem::path& path) {
  return unusable(path, std::generic_category().message(errno) + ": run it as the server's user");
}

bool try_flock(const File& lock) {
  return ::flock(lock.descriptor(), LOCK_EX | LOCK_NB) == 0;
}

bool await_flock(const File& lock, std::chrono::milliseconds patience) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (!try_flock(lock)) {
    if (std::chrono::steady_clock::now() >= deadline) return false;
    std::this_thread::sleep_for(kLockPollInterval);
  }
  return true;
}

// Creates it and what is missing on the way there. What is kept in it survives a power loss only if
// its name does.
void create_durably(const std::filesystem::path& path, std::error_code& failure) {
  const std::filesystem::path whole = std::filesystem::absolute(path).lexically_normal();
  std::vector<std::filesystem::path> parents;
  std::error_code ignored;
  for (auto missing = whole;
       !std::filesystem::exists(missing, ignored) && missing.has_relative_path();
       missing = missing.parent_path()) {
    parents.push_back(missing.parent_path());
  }
  std::filesystem::create_directories(whole, failure);
  for (const auto& parent : parents) {
    const File directory(::open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!failure && directory.is_open()) sync_names(directory);
  }
}

// Likewise, and the owner's alone if it was not there.
Result<void> make_folder(const std::filesystem::path& path) {
  std::error_code failure;
  const bool existed = std::filesystem::exists(path, failure);
  create_durably(path, failure);
  if (!failure && !existed) {
    std::filesystem::permissions(path, std::filesystem::perms::owner_all, failure);
  }
  if (failure) return unusable(path, failure.message());
  return {};
}

}  // namespace

Result<DataDirectory> DataDirectory::open(const std::filesystem::path& path,
                                          std::chrono::milliseconds patience) {
  if (auto made = make_folder(path); !made) return failure_of(made);
  const std::filesystem::path lock_file = path / kLockFile;
  File lock(::open(lock_file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, kOwnerOnly));
  if (!lock.is_open()) {
    return unusable(path, std::generic_category().message(errno));
  }
  if (!await_flock(lock, patience)) return unusable(path, "another berth is using it");
  DataDirectory directory(path, std::move(lock));
  if (auto usable = directory.check_access(); !usable) return failure_of(usable);
  std::error_code failure;
  if (std::filesystem::exists(directory.database_file(), failure)) {
    if (auto there = directory.check_blobs(); !there) return failure_of(there);
    return directory;
  }
  for (const std::string_view made : kMadeAfterTheDatabase) {
    if (!std::filesystem::exists(path / made, failure)) continue;
    return unusable(directory.database_file(), "is missing, and " + std::string(made) +
                                                   " is there: restore it from a backup, or start "
                                                   "with an empty directory");
  }
  // Before the database, so that where that is, a missing folder is a lost one.
  if (auto made = make_folder(directory.blobs()); !made) return failure_of(made);
  return directory;
}

Result<void> DataDirectory::check_blobs() const {
  std::error_code failure;
  if (std::filesystem::exists(blobs(), failure)) return {};
  if (failure) return unusable(blobs(), failure.message());
  return unusable(blobs(),
                  "is missing, and the database is there: put it back, from a backup if need be, "
                  "or make an empty folder if it is lost");
}

Result<void> DataDirectory::check_access() const {
  const auto check = [](const std::filesystem::path& path, int mode) -> Result<void> {
    if (::faccessat(AT_FDCWD, path.c_str(), mode, AT_EACCESS) == 0 || errno == ENOENT) return {};
    return not_ours(path);
  };
  auto checked = check(database_file(), R_OK | W_OK);
  for (const auto& folder : {blobs(), path_ / kUploads}) {
    if (checked) checked = check(folder, R_OK | W_OK | X_OK);
  }
  return checked;
}

bool DataDirectory::try_lock() {
  const std::filesystem::path lock_file = path_ / kLockFile;
  File lock(::open(lock_file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, kOwnerOnly));
  if (!lock.is_open()) throw_errno(lock_file);
  if (!try_flock(lock)) return false;
  lock_ = std::move(lock);
  return true;
}

Result<DataDirectory> DataDirectory::attach(const std::filesystem::path& path) {
  DataDirectory directory(path, File());
  std::error_code failure;
  if (std::filesystem::exists(directory.database_file(), failure)) return directory;
  if (failure) return unusable(path, failure.message() + ": run it as the server's user");
  return unusable(std::filesystem::absolute(path),
                  "holds no data of Berth: start `berth serve` with it once, or name another with "
                  "--data-dir");
}

Result<std::string> DataDirectory::master_key(std::size_t bytes, Entropy& entropy) const {
  std::ifstream in(key_file(), std::ios::binary);
  if (!in && errno != ENOENT) return not_ours(key_file());
  if (in) {
    std::string key{std::istreambuf_iterator<char>(in), {}};
    if (key.size() != bytes) return unusable(key_file(), "is damaged: restore it from a backup");
    return key;
  }
  if (std::filesystem::exists(database_file())) {
    return unusable(key_file(), "is missing: the database cannot be used without it");
  }
  std::string key = random_bytes(entropy, bytes);
  write_file(key_file(), key);
  return key;
}

void DataDirectory::write_file(const std::filesystem::path& file, std::string_view content) const {
  std::filesystem::path fresh = file;
  fresh += ".new";
  {
    const File out(::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, kOwnerOnly));
    if (!out.is_open()) throw_errno(fresh);
    write_all(out, std::as_bytes(std::span(content)), /*offset=*/0);
    sync_content(out);
  }
  std::filesystem::rename(fresh, file);
  const File directory(::open(path_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!directory.is_open()) throw_errno(path_);
  sync_names(directory);
}

}  // namespace berth::ops
