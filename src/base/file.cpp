#include "base/file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <vector>

namespace berth {
namespace {

// Large enough that the system calls cost nothing beside what is done with the bytes.
constexpr std::size_t kPieceBytes = std::size_t{256} * 1024;

}  // namespace

void File::close() noexcept {
  if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
}

void throw_errno(const std::filesystem::path& path) {
  throw std::system_error(errno, std::generic_category(), path.string());
}

void throw_errno(const File& file, const std::string& name) {
  const int failure = errno;
  std::error_code unknown;
  // The kernel knows the file's path (proc(5)).
  auto path =
      std::filesystem::read_symlink("/proc/self/fd/" + std::to_string(file.descriptor()), unknown);
  if (!name.empty()) path /= name;
  errno = failure;
  throw_errno(path);
}

std::size_t read_some(const File& file, std::span<std::byte> buffer, std::uint64_t offset) {
  for (;;) {
    const ssize_t count =
        ::pread(file.descriptor(), buffer.data(), buffer.size(), static_cast<off_t>(offset));
    if (count >= 0) return static_cast<std::size_t>(count);
    if (errno != EINTR) throw_errno(file);
  }
}

void read_whole(const File& file, std::span<std::byte> room, std::uint64_t offset) {
  while (!room.empty()) {
    const std::size_t count = read_some(file, room, offset);
    if (count == 0) throw std::system_error(EIO, std::generic_category(), "file ends early");
    room = room.subspan(count);
    offset += count;
  }
}

std::string read_start(const File& file, std::size_t size) {
  std::string text(size, '\0');
  read_whole(file, std::as_writable_bytes(std::span(text)), /*offset=*/0);
  return text;
}

void read_pieces(const File& file, const std::function<void(std::span<const std::byte>)>& take) {
  std::vector<std::byte> piece(kPieceBytes);
  for (std::uint64_t offset = 0;;) {
    const std::size_t count = read_some(file, piece, offset);
    if (count == 0) return;
    take(std::span(piece).first(count));
    offset += count;
  }
}

void write_all(const File& file, std::span<const std::byte> bytes, std::uint64_t offset) {
  while (!bytes.empty()) {
    const ssize_t count =
        ::pwrite(file.descriptor(), bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (count < 0) {
      if (errno == EINTR) continue;
      throw_errno(file);
    }
    bytes = bytes.subspan(static_cast<std::size_t>(count));
    offset += static_cast<std::uint64_t>(count);
  }
}

void sync_content(const File& file) {
  // Modification times need not survive, so fdatasync(2) is enough.
  if (::fdatasync(file.descriptor()) != 0) throw_errno(file);
}

void sync_names(const File& directory) {
  if (::fsync(directory.descriptor()) != 0) throw_errno(directory);
}

File make_nameless_file(const std::filesystem::path& folder, std::string_view content) {
  File file(::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
  if (!file.is_open()) return file;
  try {
    write_all(file, std::as_bytes(std::span(content)), /*offset=*/0);
  } catch (const std::system_error&) {
    file.close();
  }
  return file;
}

}  // namespace berth
