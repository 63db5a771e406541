#include "base/file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace berth {

void File::close() noexcept {
  if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
}

std::size_t read_some(const File& file, std::span<std::byte> buffer, std::uint64_t offset) {
  for (;;) {
    const ssize_t count =
        ::pread(file.descriptor(), buffer.data(), buffer.size(), static_cast<off_t>(offset));
    if (count >= 0) return static_cast<std::size_t>(count);
    if (errno != EINTR) throw std::system_error(errno, std::generic_category(), "pread");
  }
}

std::string read_start(const File& file, std::size_t size) {
  std::string text(size, '\0');
  std::span<std::byte> room = std::as_writable_bytes(std::span(text));
  while (!room.empty()) {
    const std::size_t count = read_some(file, room, size - room.size());
    if (count == 0) throw std::system_error(EIO, std::generic_category(), "file ends early");
    room = room.subspan(count);
  }
  return text;
}

File make_nameless_file(const std::filesystem::path& folder, std::string_view content) {
  File file(::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
  while (file.is_open() && !content.empty()) {
    const ssize_t count = ::write(file.descriptor(), content.data(), content.size());
    if (count >= 0) {
      content.remove_prefix(static_cast<std::size_t>(count));
    } else if (errno != EINTR) {
      file.close();
    }
  }
  return file;
}

}  // namespace berth
