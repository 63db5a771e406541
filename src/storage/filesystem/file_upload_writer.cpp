#include "storage/filesystem/file_upload_writer.h"

#include <algorithm>
#include <cerrno>
#include <stdexcept>
#include <system_error>

#include "base/encoding.h"
#include "base/out_of_room.h"
#include "registry/blobs.h"
#include "storage/filesystem/posix.h"

namespace berth::storage {
namespace {

// What arrived goes to the disk in steps of 8 MiB while more arrives, so that the sync at the end
// has no more than that left to write, whatever the size of the layer.
constexpr std::uint64_t kWriteBackBytes = 8U << 20U;

}  // namespace

FileUploadWriter::FileUploadWriter(UploadFile upload, UploadSessions::Lease lease,
                                   const BlobDirectory& blobs, DiskSpace* space)
    : state_(upload.file.is_open() ? State::in_file : State::in_memory),
      upload_(std::move(upload)),
      lease_(std::move(lease)),
      blobs_(blobs),
      space_(space),
      prefix_(lease_.take_prefix()) {
  if (state_ == State::in_memory) return;
  size_bytes_ = file_size(upload_.file);
  written_back_bytes_ = size_bytes_;
  // The file was cut behind our back, by a crash of the machine at most.
  if (prefix_ && prefix_->size_bytes > size_bytes_) prefix_.reset();
}

FileUploadWriter::~FileUploadWriter() {
  try {
    keep();
  } catch (...) {  // NOLINT(bugprone-empty-catch): nobody was told that it was received
  }
  if (prefix_) lease_.keep_prefix(*std::move(prefix_));
}

void FileUploadWriter::keep() {
  const UploadSessions::Lease::Use use(lease_);
  if (state_ == State::in_memory && !start_.empty()) make_file_of_start();
}

void FileUploadWriter::keep_durably() {
  const UploadSessions::Lease::Use use(lease_);
  keep();
  if (state_ != State::in_file) return;  // nothing has come yet
  sync();
  // Whoever made the file did not have to.
  sync_names(upload_.directory);
}

void FileUploadWriter::make_file_of_start() {
  upload_.file = make_file(upload_.directory, upload_.name);
  state_ = State::in_file;
  prefix_.emplace(lease_.as_new()->algorithm);
  lease_.no_longer_new();
  const auto bytes = std::as_bytes(std::span(start_));
  write_all(upload_.file, bytes, /*offset=*/0);
  prefix_->hash.update(bytes);
  prefix_->size_bytes = bytes.size();
  std::string().swap(start_);
}

HashedPrefix& FileUploadWriter::hashed(HashAlgorithm algorithm) {
  if (!prefix_ || prefix_->hash.algorithm() != algorithm) prefix_.emplace(algorithm);
  prefix_->extend(upload_.file, size_bytes_);
  if (prefix_->size_bytes < size_bytes_) {
    throw std::runtime_error("an upload's file became shorter");
  }
  return *prefix_;
}

void FileUploadWriter::append(std::span<const std::byte> chunk) {
  const UploadSessions::Lease::Use use(lease_);
  if (state_ == State::in_memory && size_bytes_ + chunk.size() <= kMaxSmallBlobBytes) {
    start_.append(reinterpret_cast<const char*>(chunk.data()), chunk.size());
    size_bytes_ = start_.size();
    lease_.note_received(size_bytes_);
    return;
  }
  try {
    append_to_file(chunk);
  } catch (const std::system_error& failure) {
    // Nobody may ever go on with it, and until it expires it would keep the disk full.
    if (is_out_of_room(failure.code())) discard();
    throw;
  }
}

void FileUploadWriter::append_to_file(std::span<const std::byte> chunk) {
  if (space_ != nullptr && !space_->has_room_for(chunk.size())) {
    throw_out_of_room(upload_.name);
  }
  if (state_ == State::in_memory) make_file_of_start();
  HashedPrefix& prefix = hashed(prefix_ ? prefix_->hash.algorithm() : HashAlgorithm::sha256);
  write_all(upload_.file, chunk, size_bytes_);
  prefix.hash.update(chunk);
  prefix.size_bytes += chunk.size();
  size_bytes_ = prefix.size_bytes;
  if (size_bytes_ - written_back_bytes_ < kWriteBackBytes) return;
  start_write_back(upload_.file, written_back_bytes_, size_bytes_ - written_back_bytes_);
  written_back_bytes_ = size_bytes_;
}

Digest FileUploadWriter::digest(HashAlgorithm algorithm) {
  const UploadSessions::Lease::Use use(lease_);
  if (state_ == State::in_memory) return Digest::of(start_, algorithm);
  return Digest::from_hex(algorithm, hashed(algorithm).hash.hex());
}

std::string FileUploadWriter::content() {
  const UploadSessions::Lease::Use use(lease_);
  return state_ == State::in_memory ? start_ : read_start(upload_.file, size_bytes_);
}

void FileUploadWriter::truncate(std::uint64_t size_bytes) {
  const UploadSessions::Lease::Use use(lease_);
  if (state_ == State::ended) return;
  if (state_ == State::in_memory) {
    start_.resize(std::min<std::uint64_t>(size_bytes, start_.size()));
    size_bytes_ = start_.size();
    lease_.note_received(size_bytes_);
    return;
  }
  truncate_file(upload_.file, size_bytes);
  size_bytes_ = size_bytes;
  written_back_bytes_ = std::min(written_back_bytes_, size_bytes);
  // A hash does not go back: it begins anew, from the file.
  if (prefix_ && prefix_->size_bytes > size_bytes) prefix_.emplace(prefix_->hash.algorithm());
}

Result<Blob> FileUploadWriter::commit(const Digest& expected) {
  const UploadSessions::Lease::Use use(lease_);
  const Digest actual = digest(expected.algorithm());
  if (actual != expected) {
    return fail({.code = ErrorCode::digest_mismatch, .digest = expected.text()});
  }
  if (state_ == State::in_memory) make_file_of_start();
  // A write that failed may have left a part of its chunk.
  if (file_size(upload_.file) != size_bytes_) {
    throw std::runtime_error("an upload's file is not what was hashed");
  }
  prefix_.reset();  // the session ends here, or its file is not to be trusted
  sync();
  blobs_.adopt(upload_.directory, upload_.name, actual);
  // The file is the blob's from now on, to which others may refer.
  end();
  return Blob{.digest = actual, .size_bytes = size_bytes_};
}

void FileUploadWriter::discard() {
  const UploadSessions::Lease::Use use(lease_);
  if (state_ == State::in_file) remove_file(upload_.directory, upload_.name);
  end();
}

void FileUploadWriter::sync() {
  try {
    sync_content(upload_.file);
  } catch (const std::system_error&) {
    // The kernel may have dropped what it could not write, and a second sync would find nothing
    // wrong (fsync(2), "Errors"): what the file holds is not known any more.
    discard();
    throw;
  }
}

// Nothing that is called after this changes anything.
void FileUploadWriter::end() {
  state_ = State::ended;
  prefix_.reset();
  start_.clear();
  upload_.file.close();
  lease_.no_longer_new();
}

}  // namespace berth::storage
