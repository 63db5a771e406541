// The blobs in their places: sha256/<first 2 digits>/<all 64 digits>.
// docs/formats/blob-directory.md
#pragma once

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
  [[nodiscard]] File open_shelf(const std::string& name) const;

  File root_;
};

}  // namespace berth::storage
