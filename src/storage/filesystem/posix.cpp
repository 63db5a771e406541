#include "storage/filesystem/posix.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <memory>

namespace berth::storage::filesystem {
namespace {

constexpr mode_t kDirectoryMode = 0700;
constexpr mode_t kFileMode = 0600;

std::uint64_t size_of(const struct stat& status) {
  return static_cast<std::uint64_t>(status.st_size);
}

// Not open if a file of that name exists or none can be made; errno tells which.
File try_to_make_file(const File& directory, const std::string& name) {
  constexpr int kFlags = O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
  return File(::openat(directory.descriptor(), name.c_str(), kFlags, kFileMode));
}

}  // namespace

File open_directory(const std::filesystem::path& path) {
  constexpr int kFlags = O_RDONLY | O_DIRECTORY | O_CLOEXEC;
  if (::mkdir(path.c_str(), kDirectoryMode) != 0 && errno != EEXIST) throw_errno(path);
  // Even if the directory existed: the process that made it may not have reached this line.
  const std::filesystem::path parent = path.has_parent_path() ? path.parent_path() : ".";
  const File above(::open(parent.c_str(), kFlags));
  if (!above.is_open()) throw_errno(parent);
  sync_names(above);
  File directory(::open(path.c_str(), kFlags));
  if (!directory.is_open()) throw_errno(path);
  return directory;
}

void make_directory(const File& parent, const std::string& name) {
  const int made = ::mkdirat(parent.descriptor(), name.c_str(), kDirectoryMode);
  if (made != 0 && errno != EEXIST) throw_errno(parent, name);
}

File make_file(const File& directory, const std::string& name) {
  File file = try_to_make_file(directory, name);
  if (!file.is_open()) throw_errno(directory, name);
  return file;
}

NamedFile make_file_beside_others(const File& directory, const std::string& name) {
  std::string free_name = name;
  for (unsigned others = 1;; ++others) {
    File file = try_to_make_file(directory, free_name);
    if (file.is_open()) return {.name = std::move(free_name), .file = std::move(file)};
    if (errno != EEXIST) throw_errno(directory, free_name);
    free_name = name + "." + std::to_string(others);
  }
}

std::optional<File> open_file(const File& directory, const std::string& name, int flags) {
  // Never writes through a symbolic link.
  if ((flags & O_ACCMODE) != O_RDONLY) flags |= O_NOFOLLOW;
  File file(::openat(directory.descriptor(), name.c_str(), flags | O_CLOEXEC));
  if (file.is_open()) return file;
  if (errno != ENOENT) throw_errno(directory, name);
  return std::nullopt;
}

std::optional<std::uint64_t> file_size(const File& directory, const std::string& name) {
  const auto status = file_status(directory, name);
  return status ? std::optional(status->size_bytes) : std::nullopt;
}

std::optional<FileStatus> file_status(const File& directory, const std::string& name) {
  struct stat status{};
  if (::fstatat(directory.descriptor(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) {
    if (errno != ENOENT) throw_errno(directory, name);
    return std::nullopt;
  }
  const auto written_at = std::chrono::seconds(status.st_mtim.tv_sec) +
                          std::chrono::nanoseconds(status.st_mtim.tv_nsec);
  return FileStatus{
      .size_bytes = size_of(status),
      .written_at = Timestamp(std::chrono::floor<std::chrono::milliseconds>(written_at))};
}

std::vector<std::string> list_names(const File& directory) {
  // A separate descriptor, because the position of a listing belongs to its descriptor.
  const int descriptor = ::openat(directory.descriptor(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) throw_errno(directory);
  const std::unique_ptr<DIR, decltype([](DIR* open) { ::closedir(open); })> listing(
      ::fdopendir(descriptor));
  if (!listing) throw_errno(directory);
  std::vector<std::string> names;
  for (;;) {
    errno = 0;
    const dirent* entry = ::readdir(listing.get());
    if (entry == nullptr) break;
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") names.emplace_back(name);
  }
  if (errno != 0) throw_errno(directory);
  return names;
}

std::uint64_t file_size(const File& file) {
  struct stat status{};
  if (::fstat(file.descriptor(), &status) != 0) throw_errno(file);
  return size_of(status);
}

bool remove_file(const File& directory, const std::string& name) {
  if (::unlinkat(directory.descriptor(), name.c_str(), 0) == 0) return true;
  if (errno != ENOENT) throw_errno(directory, name);
  return false;
}

void rename_file(const File& from, const std::string& old_name, const File& to,
                 const std::string& new_name) {
  if (::renameat(from.descriptor(), old_name.c_str(), to.descriptor(), new_name.c_str()) != 0) {
    throw_errno(to, new_name);
  }
}

void truncate_file(const File& file, std::uint64_t size_bytes) {
  if (::ftruncate(file.descriptor(), static_cast<off_t>(size_bytes)) != 0) throw_errno(file);
}

void start_write_back(const File& file, std::uint64_t offset, std::uint64_t size_bytes) {
  // Ignores failures: the fdatasync(2) at the end reports them.
  (void)::sync_file_range(file.descriptor(), static_cast<off64_t>(offset),
                          static_cast<off64_t>(size_bytes), SYNC_FILE_RANGE_WRITE);
}

}  // namespace berth::storage::filesystem
