#include "storage/memory/memory_upload_writer.h"

#include <algorithm>
#include <utility>

namespace berth::storage::memory {

MemoryUploadWriter::MemoryUploadWriter(BlobTable& table, UploadRow& upload,
                                       const SteadyClock& clock, const Way& way)
    : table_(table),
      key_(upload.key),
      clock_(clock),
      way_(way),
      epoch_(++table.last_epoch),
      size_bytes_(kept_bytes(upload)) {
  if (upload.holder) {
    claim_ = claim_on(*upload.holder);
  } else {
    upload.holder = UploadHolder{.epoch = epoch_, .idle_since = clock_.now()};
  }
}

MemoryUploadWriter::~MemoryUploadWriter() {
  if (claim_ || has_ended_) return;
  way_.travel();
  const std::scoped_lock lock(table_.mutex);
  UploadRow* upload = find_upload(table_, key_);
  if (upload == nullptr || !upload->holder || upload->holder->epoch != epoch_) return;
  forget_tentative(table_, *upload);
  upload->holder.reset();
}

Result<UploadRow*> MemoryUploadWriter::begin_change() {
  UploadRow* upload = find_upload(table_, key_);
  if (upload == nullptr || !upload->holder || !may_change(epoch_, claim_, *upload->holder)) {
    return fail({.code = refusal_of_change(claim_), .subject = key_.id});
  }
  UploadHolder& holder = *upload->holder;
  if (claim_) {
    forget_tentative(table_, *upload);
    holder.epoch = epoch_;
    claim_.reset();
  }
  ++holder.uses_begun;
  holder.idle_since = clock_.now();
  return upload;
}

Result<UploadRow*> MemoryUploadWriter::begin_look() {
  if (!claim_) return begin_change();
  UploadRow* upload = find_upload(table_, key_);
  if (upload == nullptr) return fail({.code = refusal_of_change(claim_), .subject = key_.id});
  return upload;
}

Result<void> MemoryUploadWriter::append(std::span<const std::byte> chunk) {
  way_.travel();
  const std::scoped_lock lock(table_.mutex);
  const auto upload = begin_change();
  if (!upload) return failure_of(upload);
  UploadRow& row = **upload;
  row.tentative_from = tentative_from_;
  const std::size_t start = row.bytes.size();
  row.bytes.resize(start + chunk.size());
  std::ranges::copy(chunk, std::as_writable_bytes(std::span(row.bytes)).subspan(start).begin());
  row.written_at = SystemClock().now();
  size_bytes_ = row.bytes.size();
  table_.counts.set_size(key_, size_bytes_);
  return {};
}

void MemoryUploadWriter::begin_tentative() {
  if (!tentative_from_) tentative_from_ = size_bytes_;
}

Result<void> MemoryUploadWriter::keep() {
  if (claim_) {  // nothing in it is this writer's yet
    tentative_from_.reset();
    return {};
  }
  way_.travel();
  const std::scoped_lock lock(table_.mutex);
  const auto upload = begin_change();
  if (!upload) return failure_of(upload);
  tentative_from_.reset();
  (*upload)->tentative_from.reset();
  return {};
}

Result<Digest> MemoryUploadWriter::digest(HashAlgorithm algorithm) {
  auto bytes = content();
  if (!bytes) return failure_of(bytes);
  return Digest::of(*bytes, algorithm);
}

Result<std::string> MemoryUploadWriter::content() {
  way_.travel();
  const std::scoped_lock lock(table_.mutex);
  const auto upload = begin_look();
  if (!upload) return failure_of(upload);
  return (*upload)->bytes.substr(0, size_bytes_);
}

Result<Blob> MemoryUploadWriter::commit(const Digest& expected) {
  const auto actual = digest(expected.algorithm());
  if (!actual) return failure_of(actual);
  if (*actual != expected) {
    return fail({.code = ErrorCode::digest_mismatch, .digest = expected.text()});
  }
  const std::scoped_lock lock(table_.mutex);
  const auto upload = begin_change();
  if (!upload) return failure_of(upload);
  table_.blobs.insert_or_assign(expected.text(),
                                std::make_shared<const std::string>(std::move((*upload)->bytes)));
  end();
  return Blob{.digest = expected, .size_bytes = size_bytes_};
}

Result<void> MemoryUploadWriter::discard() {
  if (has_ended_) return {};
  way_.travel();
  const std::scoped_lock lock(table_.mutex);
  const auto upload = begin_change();
  if (!upload) return failure_of(upload);
  end();
  return {};
}

void MemoryUploadWriter::end() {
  table_.uploads.erase(name_of(key_));
  table_.counts.remove(key_);
  has_ended_ = true;
}

}  // namespace berth::storage::memory
