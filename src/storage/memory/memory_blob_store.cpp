#include "storage/memory/memory_blob_store.h"

#include <algorithm>
#include <stdexcept>
#include <system_error>

#include "base/entropy.h"
#include "storage/memory/memory_upload_writer.h"

namespace berth::storage::memory {
namespace {

// A page of a listing has few entries, so that short tests see several pages.
constexpr std::size_t kPageEntries = 4;

class MemorySource final : public ByteSource {
 public:
  MemorySource(std::shared_ptr<const std::string> bytes, const Way& way)
      : bytes_(std::move(bytes)), way_(way) {}

  void read(std::uint64_t offset, std::span<std::byte> room) override {
    way_.travel();
    if (offset > bytes_->size() || room.size() > bytes_->size() - offset) {
      throw std::system_error(std::make_error_code(std::errc::io_error), "a blob is shorter");
    }
    std::ranges::copy(std::as_bytes(std::span(*bytes_)).subspan(offset, room.size()), room.begin());
  }

 private:
  const std::shared_ptr<const std::string> bytes_;
  const Way way_;
};

class MemoryHold final : public BlobHold {
 public:
  MemoryHold(BlobTable& table, std::string digest, const Way& way)
      : table_(table), digest_(std::move(digest)), way_(way) {
    std::unique_lock lock(table_.mutex);
    table_.removed.wait(lock, [&] { return !table_.being_removed.contains(digest_); });
    ++table_.holds[digest_];
  }
  ~MemoryHold() override {
    way_.travel();
    const std::scoped_lock lock(table_.mutex);
    const auto held = table_.holds.find(digest_);
    if (--held->second == 0) table_.holds.erase(held);
  }

 private:
  BlobTable& table_;
  const std::string digest_;
  const Way way_;
};

// Nobody comes to hold the digest while it lives.
class Seizure {
 public:
  Seizure(BlobTable& table, std::string digest) : table_(table), digest_(std::move(digest)) {
    const std::scoped_lock lock(table_.mutex);
    is_held_ = table_.holds.contains(digest_) || !table_.being_removed.insert(digest_).second;
  }
  Seizure(const Seizure&) = delete;
  Seizure& operator=(const Seizure&) = delete;
  ~Seizure() {
    if (is_held_) return;
    {
      const std::scoped_lock lock(table_.mutex);
      table_.being_removed.erase(digest_);
    }
    table_.removed.notify_all();
  }
  [[nodiscard]] bool is_held() const { return is_held_; }  // by somebody else

 private:
  BlobTable& table_;
  const std::string digest_;
  bool is_held_ = false;
};

Failure about(ErrorCode code, const UploadKey& key) {
  return fail({.code = code, .subject = key.id});
}

}  // namespace

Result<void> MemoryBlobStore::create_upload(const UploadKey& key, const RegistryId& registry,
                                            const Quotas& quotas, HashAlgorithm /*algorithm*/) {
  if (!is_uuid(key.id)) throw std::invalid_argument("an upload's id is not a UUID");
  way_.travel();
  const std::scoped_lock lock(table_.mutex);
  auto counted = table_.counts.add(key, registry, quotas);
  if (!counted) return counted;
  table_.uploads.emplace(name_of(key), UploadRow{.key = key, .written_at = SystemClock().now()});
  return {};
}

Result<void> MemoryBlobStore::check_upload_room(const RegistryId& registry,
                                                std::uint64_t more_bytes, const Quotas& quotas) {
  way_.travel();
  return table_.counts.check_size(registry, more_bytes, quotas);
}

Result<UploadRow*> MemoryBlobStore::find_idle_upload(const UploadKey& key) {
  UploadRow* upload = find_upload(table_, key);
  if (upload == nullptr) return about(ErrorCode::upload_not_found, key);
  if (upload->holder && is_busy(*upload->holder, clock_.now())) {
    return about(ErrorCode::upload_in_use, key);
  }
  return upload;
}

Result<std::unique_ptr<UploadWriter>> MemoryBlobStore::open_upload(const UploadKey& key) {
  way_.travel();
  const std::scoped_lock lock(table_.mutex);
  const auto upload = find_idle_upload(key);
  if (!upload) return failure_of(upload);
  return std::make_unique<MemoryUploadWriter>(table_, **upload, clock_, way_);
}

Result<std::uint64_t> MemoryBlobStore::upload_size(const UploadKey& key) {
  way_.travel();
  const std::scoped_lock lock(table_.mutex);
  const UploadRow* upload = find_upload(table_, key);
  if (upload == nullptr) return about(ErrorCode::upload_not_found, key);
  return kept_bytes(*upload);
}

Result<void> MemoryBlobStore::cancel_upload(const UploadKey& key) {
  way_.travel();
  const std::scoped_lock lock(table_.mutex);
  const auto upload = find_idle_upload(key);
  if (!upload) return failure_of(upload);
  end_upload(key);
  return {};
}

Result<void> MemoryBlobStore::expire_upload(const UploadKey& key, Timestamp before) {
  way_.travel();
  const std::scoped_lock lock(table_.mutex);
  const auto upload = find_idle_upload(key);
  if (!upload) return failure_of(upload);
  if ((*upload)->written_at >= before) return about(ErrorCode::upload_in_use, key);
  end_upload(key);
  return {};
}

void MemoryBlobStore::end_upload(const UploadKey& key) {
  table_.uploads.erase(name_of(key));
  table_.counts.remove(key);
}

std::optional<OpenBlob> MemoryBlobStore::open_blob(const Digest& digest) {
  way_.travel();
  const std::scoped_lock lock(table_.mutex);
  const auto found = table_.blobs.find(digest.text());
  if (found == table_.blobs.end()) return std::nullopt;
  return OpenBlob{.bytes = std::make_shared<MemorySource>(found->second, way_),
                  .size_bytes = found->second->size()};
}

std::unique_ptr<BlobHold> MemoryBlobStore::hold(const Digest& digest) {
  way_.travel();
  return std::make_unique<MemoryHold>(table_, digest.text(), way_);
}

BlobRemoval MemoryBlobStore::remove_blob_unless(const Digest& digest,
                                                const std::function<bool()>& is_needed) {
  way_.travel();
  const Seizure seizure(table_, digest.text());
  if (seizure.is_held()) return {.outcome = BlobRemoval::Outcome::held};
  if (is_needed()) return {.outcome = BlobRemoval::Outcome::needed};
  const std::scoped_lock lock(table_.mutex);
  const auto blob = table_.blobs.extract(digest.text());
  if (!blob) return {.outcome = BlobRemoval::Outcome::not_stored};
  return {.outcome = BlobRemoval::Outcome::removed, .freed_bytes = blob.mapped()->size()};
}

bool MemoryBlobStore::is_held(const Digest& digest) {
  way_.travel();
  const std::scoped_lock lock(table_.mutex);
  return table_.holds.contains(digest.text());
}

BlobPage MemoryBlobStore::list_blobs(const std::string& position) {
  way_.travel();
  const std::scoped_lock lock(table_.mutex);
  BlobPage page;
  auto next = table_.blobs.upper_bound(position);
  for (; next != table_.blobs.end() && page.blobs.size() < kPageEntries; ++next) {
    page.blobs.push_back(
        {.digest = Digest::parse(next->first).value(), .size_bytes = next->second->size()});
  }
  if (next != table_.blobs.end()) page.next = page.blobs.back().digest.text();
  return page;
}

UploadPage MemoryBlobStore::list_uploads(const std::string& position) {
  way_.travel();
  const std::scoped_lock lock(table_.mutex);
  UploadPage page;
  auto next = table_.uploads.upper_bound(position);
  for (; next != table_.uploads.end() && page.uploads.size() < kPageEntries; ++next) {
    const UploadRow& upload = next->second;
    page.uploads.push_back({.key = upload.key,
                            .size_bytes = upload.bytes.size(),
                            .kept_bytes = kept_bytes(upload),
                            .written_at = upload.written_at});
  }
  if (next != table_.uploads.end()) page.next = name_of(page.uploads.back().key);
  return page;
}

void MemoryBlobStore::set_aside(const Digest& digest) {
  way_.travel();
  const std::scoped_lock lock(table_.mutex);
  const auto blob = table_.blobs.extract(digest.text());
  if (blob) table_.set_aside.emplace_back(digest.text(), *blob.mapped());
}

void MemoryBlobStore::set_aside(std::string_view name, std::string_view content) {
  way_.travel();
  const std::scoped_lock lock(table_.mutex);
  table_.set_aside.emplace_back(name, content);
}

}  // namespace berth::storage::memory
