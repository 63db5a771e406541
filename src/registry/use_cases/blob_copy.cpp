#include "registry/use_cases/blob_copy.h"

#include <exception>
#include <string>
#include <system_error>

#include "registry/rules/small_blobs.h"
#include "registry/use_cases/blob_bytes.h"

namespace berth {
namespace {

constexpr std::size_t kPageSize = 500;
// What is copied was admitted when it was pushed.
constexpr Quotas kNoQuotas{.uploads_per_access_key = UINT64_MAX,
                           .uploads_per_repository = UINT64_MAX,
                           .uploads_per_registry = UINT64_MAX,
                           .upload_bytes_per_registry = UINT64_MAX};
// The uploads of a copy belong to no repository: keys begin at 1.
constexpr RepositoryKey kNoRepository = 0;

void add(std::uint64_t size_bytes, GarbageCount& total) {
  ++total.count;
  total.size_bytes += size_bytes;
}

// A blob of an older Berth may be small and a file.
bool is_file(IntegrityStore& rows, const HeldBlob& held) {
  return !is_small_blob(held.largest_size_bytes) || !rows.find_content(held.digest);
}

// What the disk does not give back is damaged, too.
bool is_sound(BlobStore& blobs, const Digest& digest) {
  try {
    const auto bytes = blobs.open_blob(digest);
    return !bytes || digest_of(*bytes, digest.algorithm()) == digest;
  } catch (const std::system_error& failure) {
    if (failure.code() == std::errc::too_many_files_open ||
        failure.code() == std::errc::too_many_files_open_in_system) {
      throw;
    }
    return false;
  }
}

}  // namespace

BlobCopy::BlobCopy(const Services& services, RegistryId registry,
                   std::function<void(const Counts&)> on_blob)
    : services_(services), registry_(std::move(registry)), on_blob_(std::move(on_blob)) {}

void BlobCopy::discard_unfinished() {
  std::string position;
  do {
    const UploadPage page = services_.to.list_uploads(position);
    for (const StoredUpload& upload : page.uploads) {
      services_.to.cancel_upload(upload.key).value();  // nobody else writes
    }
    position = page.next;
  } while (!position.empty());
}

void BlobCopy::visit_stored(const std::function<void(const Digest&)>& visit) {
  std::string position;
  do {
    const BlobPage page = services_.to.list_blobs(position);
    for (const Blob& blob : page.blobs) visit(blob.digest);
    position = page.next;
  } while (!position.empty());
}

std::vector<Digest> BlobCopy::remove_damaged() {
  std::vector<Digest> damaged;
  visit_stored([&](const Digest& digest) {
    if (!is_sound(services_.to, digest)) damaged.push_back(digest);
  });
  remove(damaged);
  return damaged;
}

std::vector<Digest> BlobCopy::find_unneeded(GarbageStore& rows) {
  std::vector<Digest> unneeded;
  visit_stored([&](const Digest& digest) {
    if (!rows.is_held(digest)) unneeded.push_back(digest);
  });
  return unneeded;
}

GarbageCount BlobCopy::remove(const std::vector<Digest>& blobs) {
  GarbageCount removed;
  for (const Digest& digest : blobs) {
    const BlobRemoval removal = services_.to.remove_blob_unless(digest, [] { return false; });
    if (removal.outcome == BlobRemoval::Outcome::removed) add(removal.freed_bytes, removed);
  }
  return removed;
}

void BlobCopy::copy_held(IntegrityStore& rows, const FindingVisitor& visit) {
  counts_.present = {};
  std::string after;
  for (;;) {
    const auto page = rows.list_held(after, kPageSize);
    if (page.empty()) return;
    for (const HeldBlob& held : page) {
      if (!is_file(rows, held)) continue;
      copy_if_needed(rows, held, visit);
      on_blob_(counts_);
    }
    after = page.back().digest.text();
  }
}

void BlobCopy::copy_if_needed(IntegrityStore& rows, const HeldBlob& held,
                              const FindingVisitor& visit) {
  const auto present = services_.to.open_blob(held.digest);
  if (present && present->size_bytes == held.largest_size_bytes) {
    add(present->size_bytes, counts_.present);
    return;
  }
  std::optional<OpenBlob> bytes;
  try {
    bytes = services_.from.open_blob(held.digest);
  } catch (const std::system_error& failure) {
    visit(
        {.kind = FindingKind::unreadable, .subject = held.digest.text(), .reason = failure.what()});
    return;
  }
  // Pushed again since is_file() looked, and now a row.
  if (!bytes && !is_file(rows, held)) return;
  if (bytes) return copy(held.digest, *bytes, visit);
  visit({.kind = FindingKind::missing_blob,
         .subject = held.digest.text(),
         .reason = "the bytes of the blob are not stored"});
}

std::unique_ptr<UploadWriter> BlobCopy::begin_upload(HashAlgorithm algorithm) {
  const UploadKey key{.repository = kNoRepository, .id = make_uuid(services_.entropy)};
  services_.to.create_upload(key, registry_, kNoQuotas, algorithm).value();
  return std::move(services_.to.open_upload(key).value());
}

void BlobCopy::copy(const Digest& digest, const OpenBlob& bytes, const FindingVisitor& visit) {
  const auto writer = begin_upload(digest.algorithm());
  std::exception_ptr not_written;
  try {
    visit_bytes(bytes, [&](std::span<const std::byte> piece) {
      try {
        writer->append(piece).value();
      } catch (...) {
        not_written = std::current_exception();
        throw;
      }
    });
  } catch (const std::system_error& failure) {
    if (not_written) std::rethrow_exception(not_written);
    writer->discard().value();
    visit({.kind = FindingKind::unreadable, .subject = digest.text(), .reason = failure.what()});
    return;
  }
  const auto committed = writer->commit(digest);
  if (committed) return add(bytes.size_bytes, counts_.copied);
  if (committed.error().code != ErrorCode::digest_mismatch) committed.value();  // throws
  writer->discard().value();
  visit({.kind = FindingKind::damaged_blob,
         .subject = digest.text(),
         .reason = "the bytes do not hash to their digest"});
}

}  // namespace berth
