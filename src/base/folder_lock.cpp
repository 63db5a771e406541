#include "base/folder_lock.h"

#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>

namespace berth {
namespace {

File open_folder(const std::filesystem::path& folder) {
  File opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!opened.is_open()) throw_errno(folder);
  return opened;
}

int operation_of(FolderLock::Kind kind) {
  return kind == FolderLock::Kind::shared ? LOCK_SH : LOCK_EX;
}

// False: not without waiting.
bool lock(const File& folder, int operation) {
  for (;;) {
    if (::flock(folder.descriptor(), operation) == 0) return true;
    if (errno == EWOULDBLOCK) return false;
    if (errno != EINTR) throw_errno(folder);
  }
}

}  // namespace

std::optional<FolderLock> FolderLock::try_take(const std::filesystem::path& folder, Kind kind) {
  File opened = open_folder(folder);
  if (!lock(opened, operation_of(kind) | LOCK_NB)) return std::nullopt;
  return FolderLock(std::move(opened));
}

FolderLock FolderLock::take(const std::filesystem::path& folder, Kind kind) {
  File opened = open_folder(folder);
  lock(opened, operation_of(kind));
  return FolderLock(std::move(opened));
}

}  // namespace berth
