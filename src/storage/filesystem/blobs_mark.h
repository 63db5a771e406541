// The mark of a directory of blobs: it says which store they belong to.
// docs/formats/blob-directory.md
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "base/problem.h"
#include "registry/values/store_identity.h"

namespace berth::storage::filesystem {

// The mark's file in the directory `blobs`.
std::filesystem::path mark_file(const std::filesystem::path& blobs);
// The mark's only line, without its end.
std::string mark_text(const BlobsMark& mark);
// nullopt: no mark exists. A problem: it is damaged. Throws std::system_error.
Checked<std::optional<BlobsMark>> read_mark(const std::filesystem::path& blobs);
// Writes the mark durably, in place of an earlier one. Throws std::system_error.
void write_mark(const std::filesystem::path& blobs, const BlobsMark& mark);

}  // namespace berth::storage::filesystem
