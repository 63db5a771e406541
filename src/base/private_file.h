// Files that are for their owner alone, and how one takes the place of another.
#pragma once

#include <filesystem>
#include <string_view>

#include "base/file.h"

namespace berth {

// A new, empty file of mode 0600, to read and write: never one that is there, nor one that a link
// leads to. Not open, for the current errno, if it cannot be made.
File make_private_file(const std::filesystem::path& path);
// Moves a file over whatever has the name `place`, in the same folder: after a crash or a power
// loss that name is the old file's, or the new one's with all of its content. std::system_error.
void put_in_place(const std::filesystem::path& file, const std::filesystem::path& place);
// Replaces a file whole and durably, by way of `file`.new, with one of mode 0600: after a crash it
// is the old one or the new one. std::system_error.
void replace_file(const std::filesystem::path& file, std::string_view content);

}  // namespace berth
