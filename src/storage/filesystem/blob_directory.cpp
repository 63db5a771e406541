#include "storage/filesystem/blob_directory.h"

#include <fcntl.h>

#include "storage/filesystem/posix.h"

namespace berth::storage {
namespace {

// 256 shelves: with a million blobs there are four thousand to a directory.
constexpr std::size_t kShelfDigits = 2;

std::string shelf_of(const Digest& digest) {
  return std::string(digest.hex().substr(0, kShelfDigits));
}

std::string place_of(const Digest& digest) {
  return shelf_of(digest).append("/").append(digest.hex());
}

File open_algorithm(const std::filesystem::path& path, HashAlgorithm algorithm) {
  open_directory(path);
  return open_directory(path / name_of(algorithm));
}

}  // namespace

BlobDirectory::BlobDirectory(const std::filesystem::path& path)
    : algorithms_{open_algorithm(path, HashAlgorithm::sha256),
                  open_algorithm(path, HashAlgorithm::sha512)} {}

const File& BlobDirectory::root_of(const Digest& digest) const {
  return algorithms_.at(static_cast<std::size_t>(digest.algorithm()));
}

std::optional<File> BlobDirectory::open(const Digest& digest) const {
  return open_file(root_of(digest), place_of(digest), O_RDONLY);
}

File BlobDirectory::open_shelf(const Digest& digest) const {
  const File& root = root_of(digest);
  const std::string name = shelf_of(digest);
  if (auto shelf = open_file(root, name, O_RDONLY | O_DIRECTORY)) return *std::move(shelf);
  make_directory(root, name);
  sync_names(root);
  return open_file(root, name, O_RDONLY | O_DIRECTORY).value();
}

void BlobDirectory::adopt(const File& directory, const std::string& name,
                          const Digest& digest) const {
  const File shelf = open_shelf(digest);
  const std::string blob(digest.hex());
  if (file_size(shelf, blob)) {
    remove_file(directory, name);
  } else {
    rename_file(directory, name, shelf, blob);
  }
  // Also for a blob that was there: whoever moved it may not have come to this line yet.
  sync_names(shelf);
}

}  // namespace berth::storage
