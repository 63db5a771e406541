#include "storage/filesystem/blob_directory.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/encoding.h"
#include "storage/filesystem/posix.h"

namespace berth::storage::filesystem {
namespace {

// 256 shelves: a million blobs make four thousand per directory.
constexpr std::size_t kShelfDigits = 2;
// Indexed by their numbers.
constexpr std::array kAlgorithms{HashAlgorithm::sha256, HashAlgorithm::sha512};

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

bool is_shelf(std::string_view name) {
  return name.size() == kShelfDigits && from_hex(name);
}

// No error also if it is missing.
std::error_code access_to(const std::filesystem::path& folder) {
  const bool is_open =
      ::faccessat(AT_FDCWD, folder.c_str(), R_OK | W_OK | X_OK, AT_EACCESS) == 0 || errno == ENOENT;
  return is_open ? std::error_code() : std::error_code(errno, std::generic_category());
}

}  // namespace

std::optional<BlobDirectory::ClosedFolder> BlobDirectory::find_closed_folder(
    const std::filesystem::path& path) {
  for (const HashAlgorithm algorithm : kAlgorithms) {
    const std::filesystem::path root = path / name_of(algorithm);
    if (const auto reason = access_to(root)) return ClosedFolder{.path = root, .reason = reason};
    if (!std::filesystem::exists(root)) continue;
    for (const auto& entry : std::filesystem::directory_iterator(root)) {
      if (!is_shelf(entry.path().filename().native())) continue;
      if (const auto reason = access_to(entry.path())) {
        return ClosedFolder{.path = entry.path(), .reason = reason};
      }
    }
  }
  return std::nullopt;
}

BlobDirectory::BlobDirectory(const std::filesystem::path& path)
    : algorithms_{open_algorithm(path, kAlgorithms[0]), open_algorithm(path, kAlgorithms[1])} {}

const File& BlobDirectory::root_of(HashAlgorithm algorithm) const {
  return algorithms_.at(static_cast<std::size_t>(algorithm));
}

std::optional<File> BlobDirectory::open(const Digest& digest) const {
  return open_file(root_of(digest.algorithm()), place_of(digest), O_RDONLY);
}

File BlobDirectory::open_shelf(const Digest& digest) const {
  const File& root = root_of(digest.algorithm());
  const std::string name = shelf_of(digest);
  std::atomic<bool>& known = known_shelf(digest);
  if (known) {
    if (auto shelf = open_file(root, name, O_RDONLY | O_DIRECTORY)) return *std::move(shelf);
  }
  make_directory(root, name);
  sync_names(root);
  known = true;
  return open_file(root, name, O_RDONLY | O_DIRECTORY).value();
}

std::atomic<bool>& BlobDirectory::known_shelf(const Digest& digest) const {
  const auto first_byte = static_cast<unsigned char>(from_hex(shelf_of(digest)).value().front());
  return known_shelves_.at(static_cast<std::size_t>(digest.algorithm())).at(first_byte);
}

std::vector<std::string> BlobDirectory::shelf_paths() const {
  std::vector<std::string> paths;
  for (const HashAlgorithm algorithm : kAlgorithms) {
    for (const std::string& shelf : list_names(root_of(algorithm))) {
      if (!is_shelf(shelf)) continue;  // not ours
      paths.push_back(std::string(name_of(algorithm)).append("/").append(shelf));
    }
  }
  std::ranges::sort(paths);
  return paths;
}

std::optional<std::uint64_t> BlobDirectory::remove(const Digest& digest) const {
  const auto size_bytes = file_size(root_of(digest.algorithm()), place_of(digest));
  if (!size_bytes || !remove_file(root_of(digest.algorithm()), place_of(digest)))
    return std::nullopt;
  return size_bytes;
}

void BlobDirectory::move(const Digest& digest, const File& to) const {
  if (!file_size(root_of(digest.algorithm()), place_of(digest))) return;
  // Replaces a fresh, empty file, so that it cannot replace any other.
  const std::string name = make_file_beside_others(to, digest.text()).name;
  try {
    rename_file(root_of(digest.algorithm()), place_of(digest), to, name);
  } catch (...) {
    remove_file(to, name);
    throw;
  }
  sync_names(to);
}

BlobPage BlobDirectory::list(const std::string& position) const {
  const auto paths = shelf_paths();
  const auto path = std::ranges::lower_bound(paths, position);
  if (path == paths.end()) return {};
  BlobPage page;
  if (std::next(path) != paths.end()) page.next = *std::next(path);
  const std::size_t slash = path->find('/');
  const HashAlgorithm algorithm = parse_hash_algorithm(path->substr(0, slash)).value();
  const auto shelf = open_file(root_of(algorithm), path->substr(slash + 1), O_RDONLY | O_DIRECTORY);
  if (!shelf) return page;
  const std::string prefix = path->substr(0, slash).append(":");
  for (const std::string& hex : list_names(*shelf)) {
    const auto digest = Digest::parse(std::string(prefix).append(hex));
    const auto size_bytes = digest ? file_size(*shelf, hex) : std::nullopt;
    if (size_bytes) page.blobs.push_back({.digest = *digest, .size_bytes = *size_bytes});
  }
  return page;
}

void BlobDirectory::adopt(const File& directory, const std::string& name,
                          const Digest& digest) const {
  const File shelf = open_shelf(digest);
  // Replaces even an existing blob: that may be damaged, while these bytes were just hashed.
  rename_file(directory, name, shelf, std::string(digest.hex()));
  sync_names(shelf);
}

}  // namespace berth::storage::filesystem
