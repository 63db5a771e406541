#include "storage/filesystem/blobs_mark.h"

#include <fcntl.h>

#include <cerrno>
#include <span>

#include "base/entropy.h"
#include "base/private_file.h"

namespace berth::storage::filesystem {
namespace {

constexpr std::string_view kName = "berth-store";
// "berth-store 1 UUID REGISTRY\n": its name again, and the version of the format.
constexpr std::string_view kStart = "berth-store 1 ";
constexpr std::size_t kUuidBytes = 36;
// More than a mark has, so that anything after the mark is noticed.
constexpr std::size_t kReadBytes = 256;

std::optional<BlobsMark> parse(std::string_view text) {
  if (!text.starts_with(kStart) || !text.ends_with('\n')) return std::nullopt;
  text.remove_prefix(kStart.size());
  text.remove_suffix(1);
  if (text.size() <= kUuidBytes || text[kUuidBytes] != ' ') return std::nullopt;
  const std::string_view id = text.substr(0, kUuidBytes);
  auto registry = RegistryId::parse(text.substr(kUuidBytes + 1));
  if (!is_uuid(id) || !registry) return std::nullopt;
  return BlobsMark{.store_id = std::string(id), .first_registry = *std::move(registry)};
}

}  // namespace

std::filesystem::path mark_file(const std::filesystem::path& blobs) {
  return blobs / kName;
}

std::string mark_text(const BlobsMark& mark) {
  return std::string(kStart) + mark.store_id + ' ' + mark.first_registry.text();
}

Checked<std::optional<BlobsMark>> read_mark(const std::filesystem::path& blobs) {
  const std::filesystem::path path = mark_file(blobs);
  const File file(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
  if (!file.is_open()) {
    if (errno == ENOENT) return std::nullopt;
    throw_errno(path);
  }
  std::string text(kReadBytes, '\0');
  text.resize(read_some(file, std::as_writable_bytes(std::span(text)), /*offset=*/0));
  auto mark = parse(text);
  if (mark) return mark;
  return fail({.subject = path.string(), .reason = "is not the mark of a store, or is damaged"});
}

void write_mark(const std::filesystem::path& blobs, const BlobsMark& mark) {
  replace_file(mark_file(blobs), mark_text(mark) + '\n');
}

}  // namespace berth::storage::filesystem
