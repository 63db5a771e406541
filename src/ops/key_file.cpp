#include "ops/key_file.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <span>
#include <system_error>

#include "base/file.h"
#include "base/private_file.h"

namespace berth::ops {
namespace {

constexpr const char* kNameIt = ": name the file of the server key with --server-key";

std::unexpected<Problem> unusable(const std::filesystem::path& path, std::string reason) {
  return fail({.subject = path.string(), .reason = std::move(reason)});
}

}  // namespace

Checked<std::optional<std::string>> KeyFile::find() const {
  // Not through a stream, whose buffer would keep the key in memory. Never waits for the writer of
  // a pipe.
  const File file(::open(path_.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
  if (!file.is_open() && errno == ENOENT) return std::nullopt;
  if (!file.is_open()) {
    const std::error_code failure(errno, std::generic_category());
    const bool is_denied = failure == std::errc::permission_denied;
    return unusable(
        path_,
        failure.message() + (is_denied ? ": the server's user must be able to read it" : kNameIt));
  }
  std::string key(key_bytes_ + 1, '\0');  // one more than it should have
  try {
    key.resize(read_some(file, std::as_writable_bytes(std::span(key)), /*offset=*/0));
  } catch (const std::system_error& failure) {
    return unusable(path_, failure.code().message() + kNameIt);
  }
  if (key.size() == key_bytes_) return key;
  return unusable(path_, "is damaged, for a server key has " + std::to_string(key_bytes_) +
                             " bytes: restore it from a backup");
}

Checked<std::string> KeyFile::read() const {
  auto found = find();
  if (!found) return failure_of(found);
  if (*found) return *std::move(*found);
  return unusable(path_,
                  "is missing, and the database is there: restore the server key that belongs to "
                  "it, or name its file with --server-key");
}

Checked<std::string> KeyFile::read_or_make(Entropy& entropy) const {
  auto found = find();
  if (!found) return failure_of(found);
  if (*found) return *std::move(*found);
  std::error_code failure;
  if (std::filesystem::is_symlink(path_, failure)) {
    return unusable(path_, "is a link to a file that is missing: mount it or put it back");
  }
  std::string key = random_bytes(entropy, key_bytes_);
  try {
    replace_file(path_, key);
  } catch (const std::system_error& error) {
    return unusable(path_, "cannot be made: " + error.code().message());
  }
  return key;
}

bool KeyFile::is_open_to_others() const {
  struct stat status{};
  return ::stat(path_.c_str(), &status) == 0 && (status.st_mode & (S_IROTH | S_IWOTH)) != 0;
}

}  // namespace berth::ops
