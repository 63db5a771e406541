// Files for their owner alone, and how to replace one file with another.
#pragma once

#include <filesystem>
#include <string_view>

#include "base/file.h"

namespace berth {

// A new, empty file of mode 0600, for reading and writing: never an existing file, never the target
// of a link. If it cannot be made, the result is not open and errno says why.
File make_private_file(const std::filesystem::path& path);
// Moves a file over whatever is called `place`, in the same folder. After a crash or a power loss,
// `place` is the old file or the new one with all of its content. Throws std::system_error.
void put_in_place(const std::filesystem::path& file, const std::filesystem::path& place);
// Replaces a file whole and durably, by way of `file`.new, with one of mode 0600. After a crash it
// is the old one or the new one. Throws std::system_error.
void replace_file(const std::filesystem::path& file, std::string_view content);

}  // namespace berth
