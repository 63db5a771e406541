#include "base/folder_lock.h"

#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>
#include <system_error>

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

enum class Outcome : std::uint8_t { locked, held, unsupported };

// ENOLCK is a failure, and not "unsupported": locks may only be short, or their server away, and
// another process may hold one.
Outcome lock(const File& folder, int operation) {
  for (;;) {
    if (::flock(folder.descriptor(), operation) == 0) return Outcome::locked;
    if (errno == EWOULDBLOCK) return Outcome::held;
    if (errno == EOPNOTSUPP || errno == ENOSYS) return Outcome::unsupported;
    if (errno != EINTR) throw_errno(folder);
  }
}

[[noreturn]] void refuse(const std::filesystem::path& folder) {
  throw std::system_error(EOPNOTSUPP, std::generic_category(),
                          folder.string() + ": its file system has no locks (flock)");
}

}  // namespace

std::optional<FolderLock> FolderLock::try_take(const std::filesystem::path& folder, Kind kind,
                                               Unsupported unsupported) {
  File opened = open_folder(folder);
  const Outcome outcome = lock(opened, operation_of(kind) | LOCK_NB);
  if (outcome == Outcome::held) return std::nullopt;
  if (outcome == Outcome::unsupported && unsupported == Unsupported::is_failure) refuse(folder);
  return FolderLock(std::move(opened));
}

FolderLock FolderLock::take(const std::filesystem::path& folder, Kind kind) {
  File opened = open_folder(folder);
  if (lock(opened, operation_of(kind)) == Outcome::unsupported) refuse(folder);
  return FolderLock(std::move(opened));
}

}  // namespace berth
