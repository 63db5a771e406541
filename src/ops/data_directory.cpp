#include "ops/data_directory.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <span>
#include <stdexcept>
#include <system_error>
#include <thread>

#include "base/durable_folder.h"
#include "ops/administration_log.h"

namespace berth::ops {
namespace {

constexpr mode_t kOwnerOnly = 0600;
constexpr const char* kProbeFile = "write.probe";
constexpr const char* kInUse = "another berth is using it";
constexpr std::chrono::milliseconds kLockPollInterval{50};
// Made by the stores; only these names are known here.
constexpr std::string_view kUploads = "uploads";
// If one of these exists, there was a database: they are made after it.
constexpr std::string_view kMadeAfterTheDatabase[] = {
    "blobs/sha256", "blobs/sha512", kUploads, "metadata.db-wal", DataDirectory::kRestoreFile};
// Likewise, unless a first start was interrupted: it makes these just before the database.
constexpr std::string_view kMadeWithTheDatabase[] = {DataDirectory::kCredentialsFile,
                                                     "blobs/berth-store"};
// Files that SQLite and the server open by their names here. SQLite follows a link in place of the
// database, and then keeps its log beside the file to which that leads, where nothing here looks.
constexpr std::string_view kNeverLinks[] = {DataDirectory::kDatabaseFile, "metadata.db-wal",
                                            "metadata.db-shm", "administration.log"};
constexpr const char* kIsALink =
    "is a link, which is not followed: put the file itself in its place, or move the whole "
    "directory and name it with --data-dir";

std::unexpected<Problem> unusable(const std::filesystem::path& path, std::string reason) {
  return fail({.subject = path.string(), .reason = std::move(reason)});
}

// The failure for the current errno.
std::unexpected<Problem> refused_by_system(const std::filesystem::path& path) {
  return unusable(path, with_remedy(std::error_code(errno, std::generic_category())));
}

// In the form that sudo(8) takes: "berth", or "#1000" for a user without a name here.
std::string name_of(uid_t user) {
  return find_user_name(user).value_or("#" + std::to_string(user));
}

// On failure not open, and errno is set. Never follows a link to another file.
File open_lock_file(const std::filesystem::path& file) {
  return File(::open(file.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, kOwnerOnly));
}

// That of a directory, which cannot be used if it cannot be opened.
Checked<File> open_lock_of(const std::filesystem::path& directory) {
  const std::filesystem::path file = directory / DataDirectory::kLockFile;
  File lock = open_lock_file(file);
  if (lock.is_open()) return lock;
  if (errno == ELOOP) return unusable(file, kIsALink);
  return refused_by_system(directory);
}

enum class LockOutcome : std::uint8_t { locked, held };

// A problem: nothing can be locked there.
Checked<LockOutcome> try_flock(const File& lock, const std::filesystem::path& directory) {
  while (::flock(lock.descriptor(), LOCK_EX | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK) return LockOutcome::held;
    if (errno == EINTR) continue;
    return unusable(directory, "cannot be locked (flock): " +
                                   std::error_code(errno, std::generic_category()).message() +
                                   ": name a directory on a file system that has locks");
  }
  return LockOutcome::locked;
}

Checked<LockOutcome> await_flock(const File& lock, const std::filesystem::path& directory,
                                 std::chrono::milliseconds patience) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  for (;;) {
    auto outcome = try_flock(lock, directory);
    if (outcome != LockOutcome::held || std::chrono::steady_clock::now() >= deadline) {
      return outcome;
    }
    std::this_thread::sleep_for(kLockPollInterval);
  }
}

// Creates the directory and its missing parents durably; accessible to the owner alone if it was
// created.
Checked<void> make_folder(const std::filesystem::path& path) {
  std::error_code failure;
  const bool existed = std::filesystem::exists(path, failure);
  create_durably(path, failure);
  if (!failure && !existed) {
    std::filesystem::permissions(path, std::filesystem::perms::owner_all, failure);
  }
  if (failure) return unusable(path, with_remedy(failure));
  return {};
}

}  // namespace

std::string with_remedy(const std::error_code& failure) {
  std::string text = failure.message();
  if (failure == std::errc::permission_denied || failure == std::errc::operation_not_permitted) {
    return text + ": run it as the server's user, who has to own the directory";
  }
  if (failure == std::errc::read_only_file_system) {
    return text + ": mount it for writing, or name another directory with --data-dir";
  }
  if (failure == std::errc::file_exists || failure == std::errc::not_a_directory) {
    return text + ": --data-dir names a directory";
  }
  if (failure == std::errc::no_space_on_device) {
    return text + ": make room, or name another directory with --data-dir";
  }
  return text;
}

Checked<DataDirectory> DataDirectory::open(const std::filesystem::path& path,
                                           std::chrono::milliseconds patience) {
  if (auto made = make_folder(path); !made) return failure_of(made);
  // Before creating anything that would belong to another user.
  if (auto own = DataDirectory(path, File()).check_owner(); !own) return failure_of(own);
  if (auto files = DataDirectory(path, File()).check_no_links(); !files) return failure_of(files);
  auto lock = open_lock_of(path);
  if (!lock) return failure_of(lock);
  const auto locked = await_flock(*lock, path, patience);
  if (!locked) return failure_of(locked);
  if (*locked == LockOutcome::held) return unusable(path, kInUse);
  DataDirectory directory(path, *std::move(lock));
  if (auto usable = directory.check_access(); !usable) return failure_of(usable);
  if (auto known = directory.check_is_new_or_whole(); !known) return failure_of(known);
  return directory;
}

Checked<DataDirectory> DataDirectory::open_for_restore(const std::filesystem::path& path) {
  if (auto made = make_folder(path); !made) return failure_of(made);
  auto lock = open_lock_of(path);
  if (!lock) return failure_of(lock);
  const auto locked = try_flock(*lock, path);
  if (!locked) return failure_of(locked);
  if (*locked == LockOutcome::held) return unusable(path, kInUse);
  return DataDirectory(path, *std::move(lock));
}

bool DataDirectory::is_new() const {
  // A dangling link exists, and so does a file that cannot be examined.
  std::error_code failure;
  return std::filesystem::symlink_status(database_file(), failure).type() ==
         std::filesystem::file_type::not_found;
}

Checked<void> DataDirectory::check_is_new_or_whole() const {
  if (!is_new()) return {};
  const auto find = [this](std::span<const std::string_view> names) -> Checked<void> {
    for (const std::string_view name : names) {
      std::error_code failure;
      if (!std::filesystem::exists(path_ / name, failure)) continue;
      if (!is_new()) return {};  // a concurrent first start has just finished
      return unusable(database_file(), "is missing, and " + std::string(name) +
                                           " is there: restore it from a backup, or start with an "
                                           "empty directory");
    }
    return {};
  };
  if (auto none = find(kMadeAfterTheDatabase); !none) return none;
  std::error_code failure;
  if (std::filesystem::exists(new_database_file(), failure)) return {};
  return find(kMadeWithTheDatabase);
}

Checked<void> DataDirectory::make_blobs() const {
  if (auto there = check_blobs(); there || std::filesystem::is_symlink(blobs())) return there;
  return make_folder(blobs());
}

Checked<void> DataDirectory::check_blobs() const {
  std::error_code failure;
  const auto status = std::filesystem::status(blobs(), failure);
  if (std::filesystem::is_directory(status)) return {};
  if (std::filesystem::exists(status)) return unusable(blobs(), "is not a folder");
  if (status.type() != std::filesystem::file_type::not_found) {
    return unusable(blobs(), failure.message());
  }
  if (std::filesystem::is_symlink(blobs(), failure)) {
    return unusable(blobs(), "is a link to a folder that is missing: mount it or put it back");
  }
  return unusable(blobs(),
                  "is missing, and the database is there: put it back, from a backup if need be");
}

Checked<void> DataDirectory::check_owner() const {
  struct stat status{};
  const uid_t self = ::geteuid();
  if (::stat(database_file().c_str(), &status) != 0 || status.st_uid == self) return {};
  const std::string owner = name_of(status.st_uid);
  return unusable(database_file(), "belongs to user " + owner + ", and this is run by " +
                                       name_of(self) + ": run it as `sudo -u '" + owner +
                                       "' berth ...`");
}

Checked<void> DataDirectory::check_no_links() const {
  for (const std::string_view name : kNeverLinks) {
    const std::filesystem::path file = path_ / name;
    if (std::error_code failure; std::filesystem::is_symlink(file, failure)) {
      return unusable(file, kIsALink);
    }
  }
  return {};
}

bool DataDirectory::is_open_to_others() const {
  struct stat status{};
  if (::stat(path_.c_str(), &status) != 0) return false;
  if ((status.st_mode & S_IWOTH) != 0) return true;
  // A directory of another user is writable through its group, as in Kubernetes.
  return (status.st_mode & S_IWGRP) != 0 && status.st_uid == ::geteuid();
}

Checked<void> DataDirectory::check_access() const {
  const auto check = [](const std::filesystem::path& path, int mode) -> Checked<void> {
    if (::faccessat(AT_FDCWD, path.c_str(), mode, AT_EACCESS) == 0 || errno == ENOENT) return {};
    return refused_by_system(path);
  };
  auto checked = check(database_file(), R_OK | W_OK);
  for (const auto& folder : {blobs(), path_ / kUploads}) {
    if (checked) checked = check(folder, R_OK | W_OK | X_OK);
  }
  return checked;
}

bool DataDirectory::try_lock() {
  File lock = open_lock_file(lock_file());
  if (!lock.is_open()) throw_errno(lock_file());
  const auto locked = try_flock(lock, path_);
  if (!locked) throw std::runtime_error(locked.error().subject + ": " + locked.error().reason);
  if (*locked == LockOutcome::held) return false;
  lock_ = std::move(lock);
  return true;
}

Checked<DataDirectory> DataDirectory::attach(const std::filesystem::path& path) {
  DataDirectory directory(path, File());
  if (auto own = directory.check_owner(); !own) return failure_of(own);
  if (auto files = directory.check_no_links(); !files) return failure_of(files);
  if (auto usable = directory.check_access(); !usable) return failure_of(usable);
  if (auto known = directory.check_is_new_or_whole(); !known) return failure_of(known);
  if (!directory.is_new()) return directory;
  return unusable(std::filesystem::absolute(path),
                  "holds no data of Berth: start `berth serve` with it once, or name another with "
                  "--data-dir");
}

void DataDirectory::check_writing() const {
  const std::filesystem::path name = path_ / kProbeFile;
  File file(::open(path_.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, kOwnerOnly));
  const bool has_name = !file.is_open() && errno == EOPNOTSUPP;
  // Not every file system has files without a name. A file left by a crash is overwritten.
  if (has_name)
    file = File(::open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, kOwnerOnly));
  if (!file.is_open()) throw_errno(path_);
  constexpr std::array<std::byte, 512> kSector{};
  write_all(file, kSector, /*offset=*/0);
  sync_content(file);
  if (has_name && ::unlink(name.c_str()) != 0) throw_errno(name);
}

}  // namespace berth::ops
