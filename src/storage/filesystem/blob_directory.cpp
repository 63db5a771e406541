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

File open_root(const std::filesystem::path& path) {
  open_directory(path);
  return open_directory(path / "sha256");
}

}  // namespace

BlobDirectory::BlobDirectory(const std::filesystem::path& path) : root_(open_root(path)) {}

std::optional<File> BlobDirectory::open(const Digest& digest) const {
  return open_file(root_, place_of(digest), O_RDONLY);
}

File BlobDirectory::open_shelf(const std::string& name) const {
  if (auto shelf = open_file(root_, name, O_RDONLY | O_DIRECTORY)) return *std::move(shelf);
  make_directory(root_, name);
  sync_names(root_);
  return open_file(root_, name, O_RDONLY | O_DIRECTORY).value();
}

void BlobDirectory::adopt(const File& directory, const std::string& name,
                          const Digest& digest) const {
  const File shelf = open_shelf(shelf_of(digest));
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
