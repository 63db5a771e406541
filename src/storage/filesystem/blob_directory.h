// The blobs in their places: <algorithm>/<first 2 digits>/<all digits>.
// docs/formats/blob-directory.md
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/file.h"
#include "registry/ports/blob_store.h"
#include "registry/values/names.h"

namespace berth::storage::filesystem {

// Any thread may call.
class BlobDirectory {
 public:
  // Makes the directory if it is not there.
  explicit BlobDirectory(const std::filesystem::path& path);

  [[nodiscard]] std::optional<File> open(const Digest& digest) const;
  // Moves a file whose content is hashed and synced to the blob's place, durably. It replaces what
  // is there; who has that open reads on.
  void adopt(const File& directory, const std::string& name, const Digest& digest) const;
  // As BlobStore's. A page is a shelf, a position the name of one: "sha256/0f".
  [[nodiscard]] std::optional<std::uint64_t> remove(const Digest& digest) const;
  // Takes a blob out of its place into a directory, named after its digest, beside what is there.
  // Not if it is not there.
  void move(const Digest& digest, const File& to) const;
  [[nodiscard]] BlobPage list(const std::string& position) const;

 private:
  // The directory of blobs that begin alike, durably there.
  [[nodiscard]] File open_shelf(const Digest& digest) const;
  [[nodiscard]] std::atomic<bool>& known_shelf(const Digest& digest) const;
  [[nodiscard]] const File& root_of(HashAlgorithm algorithm) const;
  // "sha256/0f" ..., in byte order.
  [[nodiscard]] std::vector<std::string> shelf_paths() const;

  static constexpr std::size_t kShelves = 256;

  // One for each algorithm, by its number.
  std::array<File, 2> algorithms_;
  // Which shelves this process has seen made and synced: one that is there may be of another push,
  // which has not come to the sync.
  mutable std::array<std::array<std::atomic<bool>, kShelves>, 2> known_shelves_{};
};

}  // namespace berth::storage::filesystem
