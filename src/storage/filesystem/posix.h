// System calls on files, in terms of what the blob store needs. What fails throws
// std::system_error: the disk is full or broken.
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

// Opens a directory, whose name is durable then; makes it first, for its owner alone, if it is not
// there.
File open_directory(const std::filesystem::path& path);
// Makes a directory for its owner alone, unless it is there.
void make_directory(const File& parent, const std::string& name);
// Makes an empty file for its owner alone, to read and write. An existing one is an error.
File make_file(const File& directory, const std::string& name);
// Likewise, under the first name that nothing has: `name`, or `name`.1, `name`.2 ...
struct NamedFile {
  std::string name;
  File file;
};
NamedFile make_file_beside_others(const File& directory, const std::string& name);
// As openat(2), close-on-exec; nullopt if there is no such file.
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
// The names in a directory, but for "." and "..", in no order.
std::vector<std::string> list_names(const File& directory);
// False if there is no such file.
bool remove_file(const File& directory, const std::string& name);
// Replaces a file of that name.
void rename_file(const File& from, const std::string& old_name, const File& to,
                 const std::string& new_name);

void truncate_file(const File& file, std::uint64_t size_bytes);

// Lets the kernel begin to write these bytes to the disk; waits for nothing, promises nothing.
void start_write_back(const File& file, std::uint64_t offset, std::uint64_t size_bytes);
}  // namespace berth::storage::filesystem
