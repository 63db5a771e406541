// The blobs as files: <algorithm>/<first 2 digits>/<all digits>. docs/formats/blob-directory.md
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

#include "base/file.h"
#include "registry/ports/blob_store.h"
#include "registry/values/names.h"

namespace berth::storage::filesystem {

// Any thread may call.
class BlobDirectory {
 public:
  // Makes the directory if it does not exist.
  explicit BlobDirectory(const std::filesystem::path& path);

  // The first of its folders that this process may not list or change, and why; nullopt: none.
  // Those that are missing will be made.
  struct ClosedFolder {
    std::filesystem::path path;
    std::error_code reason;
  };
  static std::optional<ClosedFolder> find_closed_folder(const std::filesystem::path& path);

  [[nodiscard]] std::optional<File> open(const Digest& digest) const;
  // Moves a file whose content is hashed and synced to the blob's place, durably. It replaces an
  // existing file; a reader that has that open can go on reading.
  void adopt(const File& directory, const std::string& name, const Digest& digest) const;
  // The size of what was removed; nullopt: the blob was not stored. It may be back after a power
  // loss.
  [[nodiscard]] std::optional<std::uint64_t> remove(const Digest& digest) const;
  // Moves a blob to another directory, under the name of its digest, beside the files there. Does
  // nothing if the blob does not exist.
  void move(const Digest& digest, const File& to) const;
  // Like BlobStore's. A page is one shelf; a position is the name of a shelf: "sha256/0f".
  [[nodiscard]] BlobPage list(const std::string& position) const;

 private:
  // The directory of the blobs whose digests begin alike; it exists durably.
  [[nodiscard]] File open_shelf(const Digest& digest) const;
  [[nodiscard]] std::atomic<bool>& known_shelf(const Digest& digest) const;
  [[nodiscard]] const File& root_of(HashAlgorithm algorithm) const;
  // "sha256/0f" ..., in byte order.
  [[nodiscard]] std::vector<std::string> shelf_paths() const;

  static constexpr std::size_t kShelves = 256;

  // One for each algorithm, indexed by its number.
  std::array<File, 2> algorithms_;
  // The shelves that this process has seen made and synced. Existence alone is not enough: another
  // push may have made the shelf and not synced it yet.
  mutable std::array<std::array<std::atomic<bool>, kShelves>, 2> known_shelves_{};
};

}  // namespace berth::storage::filesystem
