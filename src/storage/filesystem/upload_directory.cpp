#include "storage/filesystem/upload_directory.h"

#include <fcntl.h>

#include <algorithm>
#include <charconv>
#include <iterator>
#include <utility>

#include "storage/filesystem/posix.h"

namespace berth::storage::filesystem {
namespace {

constexpr char kSeparator = '.';

// The session of a file with that name, and how much of it is kept if the rest is tentative.
std::pair<std::string, std::optional<std::uint64_t>> session_of(const std::string& file_name) {
  const std::size_t second = file_name.find(kSeparator, file_name.find(kSeparator) + 1);
  if (second == std::string::npos) return {file_name, std::nullopt};
  const char* const end = file_name.data() + file_name.size();
  std::uint64_t kept_bytes = 0;
  const auto [stopped, failure] = std::from_chars(file_name.data() + second + 1, end, kept_bytes);
  if (failure != std::errc() || stopped != end) return {file_name, std::nullopt};
  return {file_name.substr(0, second), kept_bytes};
}

}  // namespace

UploadDirectory::UploadDirectory(const std::filesystem::path& path)
    : directory_(open_directory(path)) {
  for (const std::string& file_name : list_names(directory_)) {
    auto [name, kept_bytes] = session_of(file_name);
    if (kept_bytes) tentative_.emplace(std::move(name), *kept_bytes);
  }
}

std::string UploadDirectory::file_name(const std::string& name) const {
  const auto found = tentative_.find(name);
  if (found == tentative_.end()) return name;
  return name + kSeparator + std::to_string(found->second);
}

File UploadDirectory::make(const std::string& name, std::optional<std::uint64_t> kept_bytes) {
  const std::scoped_lock lock(mutex_);
  if (kept_bytes) tentative_.insert_or_assign(name, *kept_bytes);
  try {
    return make_file(directory_, file_name(name));
  } catch (...) {
    tentative_.erase(name);
    throw;
  }
}

std::optional<UploadDirectory::OpenUpload> UploadDirectory::open(const std::string& name) const {
  const std::scoped_lock lock(mutex_);
  auto file = open_file(directory_, file_name(name), O_RDWR);
  if (!file) return std::nullopt;
  const std::uint64_t size_bytes = file_size(*file);
  const auto tentative = tentative_.find(name);
  const bool is_kept = tentative == tentative_.end();
  return OpenUpload{.file = *std::move(file),
                    .kept_bytes = is_kept ? size_bytes : std::min(tentative->second, size_bytes)};
}

std::optional<std::uint64_t> UploadDirectory::kept_bytes(const std::string& name) const {
  const std::scoped_lock lock(mutex_);
  const auto size_bytes = file_size(directory_, file_name(name));
  const auto tentative = tentative_.find(name);
  if (!size_bytes || tentative == tentative_.end()) return size_bytes;
  return std::min(tentative->second, *size_bytes);
}

std::optional<Timestamp> UploadDirectory::written_at(const std::string& name) const {
  const std::scoped_lock lock(mutex_);
  const auto status = file_status(directory_, file_name(name));
  return status ? std::optional(status->written_at) : std::nullopt;
}

UploadDirectory::Page UploadDirectory::list(const std::string& after) const {
  std::map<std::string, std::string> file_names;  // by session
  bool has_more = false;
  for (std::string& file_name : list_names(directory_)) {
    std::string name = session_of(file_name).first;
    if (name <= after) continue;
    file_names.insert_or_assign(std::move(name), std::move(file_name));
    if (file_names.size() <= kFilesPerPage) continue;
    file_names.erase(std::prev(file_names.end()));
    has_more = true;
  }
  Page page;
  if (has_more) page.next = file_names.rbegin()->first;
  for (const auto& [session, file_name] : file_names) {
    const auto status = file_status(directory_, file_name);
    if (!status) continue;
    auto [name, kept_bytes] = session_of(file_name);
    page.entries.push_back(
        {.name = std::move(name),
         .size_bytes = status->size_bytes,
         .kept_bytes = std::min(kept_bytes.value_or(status->size_bytes), status->size_bytes),
         .written_at = status->written_at});
  }
  return page;
}

void UploadDirectory::begin_tentative(const std::string& name, std::uint64_t kept_bytes) {
  const std::scoped_lock lock(mutex_);
  rename_file(directory_, name, directory_, name + kSeparator + std::to_string(kept_bytes));
  tentative_.insert_or_assign(name, kept_bytes);
}

void UploadDirectory::keep(const std::string& name) {
  const std::scoped_lock lock(mutex_);
  const std::string tentative_name = file_name(name);
  if (tentative_name == name) return;
  rename_file(directory_, tentative_name, directory_, name);
  tentative_.erase(name);
}

void UploadDirectory::forget_tentative(const std::string& name, const File& file) {
  const std::scoped_lock lock(mutex_);
  const auto tentative = tentative_.find(name);
  if (tentative == tentative_.end()) return;
  if (file_size(file) > tentative->second) truncate_file(file, tentative->second);
  rename_file(directory_, file_name(name), directory_, name);
  tentative_.erase(tentative);
}

bool UploadDirectory::remove(const std::string& name) {
  const std::scoped_lock lock(mutex_);
  const bool was_there = remove_file(directory_, file_name(name));
  tentative_.erase(name);
  return was_there;
}

void UploadDirectory::move_to(const BlobDirectory& blobs, const std::string& name,
                              const Digest& digest) {
  std::unique_lock lock(mutex_);
  const std::string from = file_name(name);
  lock.unlock();  // the next call waits for the disk
  blobs.adopt(directory_, from, digest);
  lock.lock();
  tentative_.erase(name);
}

void UploadDirectory::sync_names() const {
  berth::sync_names(directory_);
}

}  // namespace berth::storage::filesystem
