// The system calls on files that the blob store needs. A failure throws std::system_error: the disk
// is full or broken.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/file.h"

namespace berth::storage::filesystem {

// Opens a directory and makes its name durable; creates it first, for its owner alone, if it does
// not exist.
File open_directory(const std::filesystem::path& path);
// Makes a directory for its owner alone, unless it exists.
void make_directory(const File& parent, const std::string& name);
// Makes an empty file for its owner alone, to read and write. An existing one is an error.
File make_file(const File& directory, const std::string& name);
// Likewise, under the first unused name: `name`, or `name`.1, `name`.2 ...
struct NamedFile {
  std::string name;
  File file;
};
NamedFile make_file_beside_others(const File& directory, const std::string& name);
// Like openat(2), close-on-exec; nullopt if no such file exists.
std::optional<File> open_file(const File& directory, const std::string& name, int flags);
// nullopt if there is no such file.
std::optional<std::uint64_t> file_size(const File& directory, const std::string& name);
std::uint64_t file_size(const File& file);
struct FileStatus {
  std::uint64_t size_bytes = 0;
  Timestamp written_at;
};
// nullopt if there is no such file.
std::optional<FileStatus> file_status(const File& directory, const std::string& name);
// The names in a directory, without "." and "..", in no particular order.
std::vector<std::string> list_names(const File& directory);
// False if no such file exists.
bool remove_file(const File& directory, const std::string& name);
// Replaces an existing file of that name.
void rename_file(const File& from, const std::string& old_name, const File& to,
                 const std::string& new_name);

void truncate_file(const File& file, std::uint64_t size_bytes);

// Lets the kernel begin to write these bytes to the disk; waits for nothing, promises nothing.
void start_write_back(const File& file, std::uint64_t offset, std::uint64_t size_bytes);
}  // namespace berth::storage::filesystem
