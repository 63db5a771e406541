// An owned file descriptor.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace berth {

class File {
 public:
  File() = default;
  explicit File(int descriptor) : descriptor_(descriptor) {}
  File(File&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  File& operator=(File&& other) noexcept {
    if (this != &other) {
      close();
      descriptor_ = std::exchange(other.descriptor_, -1);
    }
    return *this;
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() { close(); }

  [[nodiscard]] int descriptor() const { return descriptor_; }
  [[nodiscard]] bool is_open() const { return descriptor_ >= 0; }
  void close() noexcept;

 private:
  int descriptor_ = -1;
};

// Throws std::system_error for the current errno, with a path, so that the log shows where it
// happened. The second takes the path of an open file or, with `name`, of an entry of an open
// directory.
[[noreturn]] void throw_errno(const std::filesystem::path& path);
[[noreturn]] void throw_errno(const File& file, const std::string& name = {});

// Reads from `offset` on, at most as much as the buffer holds. 0: nothing is left. Throws
// std::system_error.
std::size_t read_some(const File& file, std::span<std::byte> buffer, std::uint64_t offset);
// Fills all of `room` with the bytes from `offset` on. Throws std::system_error, also if there are
// fewer.
void read_whole(const File& file, std::span<std::byte> room, std::uint64_t offset);
// The first `size` bytes. Throws std::system_error, also if there are fewer.
std::string read_start(const File& file, std::size_t size);
// Passes on the whole content, from its first byte to its last, in pieces of up to 256 KiB, which
// live for the duration of a call. Throws std::system_error, and what `take` throws.
void read_pieces(const File& file, const std::function<void(std::span<const std::byte>)>& take);
// Writes all of `bytes`. Throws std::system_error.
void write_all(const File& file, std::span<const std::byte> bytes, std::uint64_t offset);
// Makes the file's bytes, and the size needed to find them, survive a power loss. Throws
// std::system_error.
void sync_content(const File& file);
// Does the same for the names in a directory: without it, a file that was synced may lose its name.
// Throws std::system_error.
void sync_names(const File& directory);
// A file with that content on the file system of `folder`. It has no name and is gone when it is
// closed. Not open if it cannot be made: no room, no such folder, a file system without O_TMPFILE.
File make_nameless_file(const std::filesystem::path& folder, std::string_view content);

}  // namespace berth
