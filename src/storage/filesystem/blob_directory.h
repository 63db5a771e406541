// The blobs in their places: <algorithm>/<first 2 digits>/<all digits>.
// docs/formats/blob-directory.md
#pragma once

#include <array>
#include <filesystem>
#include <optional>
#include <string>

#include "base/file.h"
#include "registry/names.h"

namespace berth::storage {

// Any thread may call.
class BlobDirectory {
 public:
  // Makes the directory if it is not there.
  explicit BlobDirectory(const std::filesystem::path& path);

  [[nodiscard]] std::optional<File> open(const Digest& digest) const;
  // Moves a file whose content is synced to the blob's place, durably. If the blob is there already
  // the file goes, and the blob is durable all the same.
  void adopt(const File& directory, const std::string& name, const Digest& digest) const;

 private:
  // The directory of blobs that begin alike.
  [[nodiscard]] File open_shelf(const Digest& digest) const;
  [[nodiscard]] const File& root_of(const Digest& digest) const;

  // One for each algorithm, by its number.
  std::array<File, 2> algorithms_;
};

}  // namespace berth::storage
