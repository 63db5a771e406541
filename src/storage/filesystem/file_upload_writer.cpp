#include "storage/filesystem/file_upload_writer.h"

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <system_error>

#include "base/out_of_room.h"
#include "storage/filesystem/posix.h"

namespace berth::storage::filesystem {
namespace {

// Received bytes go to the disk in steps of 8 MiB while more arrive, so that the final sync has at
// most that much left to write, whatever the size of the layer.
constexpr std::uint64_t kWriteBackBytes = 8U << 20U;

}  // namespace

FileUploadWriter::FileUploadWriter(UploadFile upload, UploadSessions::Lease lease,
                                   const BlobDirectory& blobs, DiskSpace* space)
    : state_(upload.open ? State::in_file : State::in_memory),
      directory_(upload.directory),
      counts_(upload.counts),
      syncs_(upload.syncs),
      key_(std::move(upload.key)),
      name_(std::move(upload.name)),
      lease_(std::move(lease)),
      blobs_(blobs),
      space_(space),
      prefix_(lease_.take_prefix()) {
  if (state_ == State::in_memory) {
    start_ = lease_.as_new()->start;
    size_bytes_ = start_.size();
    return;
  }
  file_ = std::move(upload.open->file);
  size_bytes_ = upload.open->kept_bytes;
  has_leftovers_ = true;
  written_back_bytes_ = size_bytes_;
  // The file was truncated behind our back; only a crash of the machine does that.
  if (prefix_ && prefix_->size_bytes > size_bytes_) prefix_.reset();
}

FileUploadWriter::~FileUploadWriter() {
  if (lease_.is_claim()) return;  // nothing was changed
  try {
    forget_tentative();
    // A writer that has lost its session has nothing to keep.
    [[maybe_unused]] const auto kept = keep();
  } catch (...) {  // NOLINT(bugprone-empty-catch): no client was told that it was received
  }
  if (prefix_) lease_.keep_prefix(*std::move(prefix_));
}

Result<FileUploadWriter::Use> FileUploadWriter::begin_change() {
  auto use = lease_.use();
  if (!use) return fail({.code = use.error(), .subject = key_.id});
  if (has_leftovers_) {
    directory_.forget_tentative(name_, file_);
    has_leftovers_ = false;
    counts_.set_size(key_, size_bytes_);
  }
  return *std::move(use);
}

Result<std::optional<FileUploadWriter::Use>> FileUploadWriter::begin_look() {
  auto look = lease_.look();
  if (!look) return fail({.code = look.error(), .subject = key_.id});
  return *std::move(look);
}

void FileUploadWriter::begin_tentative() {
  if (!tentative_from_) tentative_from_ = size_bytes_;
}

void FileUploadWriter::forget_tentative() {
  if (!tentative_from_ || state_ == State::ended) return;
  const auto change = begin_change();
  if (!change) return;
  size_bytes_ = std::min(size_bytes_, *std::exchange(tentative_from_, std::nullopt));
  if (state_ == State::in_memory) start_.resize(size_bytes_);
  // A hash cannot be rewound: it starts again, from the file.
  if (prefix_ && prefix_->size_bytes > size_bytes_) prefix_.reset();
  if (is_marked_) directory_.forget_tentative(name_, file_);
  is_marked_ = false;
  counts_.set_size(key_, size_bytes_);
}

bool FileUploadWriter::has_nothing_to_keep() const {
  return lease_.is_claim() || state_ == State::ended ||
         (state_ == State::in_memory && start_.empty());
}

Result<void> FileUploadWriter::keep() {
  const auto look = begin_look();
  if (!look) return failure_of(look);
  if (has_nothing_to_keep() || (state_ == State::in_file && !is_marked_)) {
    tentative_from_.reset();
    return {};
  }
  const auto change = begin_change();
  if (!change) return failure_of(change);
  if (state_ == State::in_memory) make_file_of_start();
  unmark();
  return {};
}

Result<void> FileUploadWriter::keep_durably() {
  const auto look = begin_look();
  if (!look) return failure_of(look);
  if (has_nothing_to_keep()) {
    tentative_from_.reset();
    return {};
  }
  const auto change = begin_change();
  if (!change) return failure_of(change);
  if (state_ == State::in_memory) make_file_of_start();
  sync();  // before the file's name says that all of it is kept
  unmark();
  // Creating the file did not sync its name.
  directory_.sync_names();
  return {};
}

// The name of the file says from now on that all of it is kept.
void FileUploadWriter::unmark() {
  if (is_marked_) directory_.keep(name_);
  is_marked_ = false;
  // Last: if the name could not be changed, these bytes are forgotten.
  tentative_from_.reset();
}

void FileUploadWriter::make_file_of_start() {
  file_ = directory_.make(name_, tentative_from_);
  is_marked_ = tentative_from_.has_value();
  state_ = State::in_file;
  prefix_.emplace(lease_.as_new()->algorithm);
  lease_.no_longer_new();
  const auto bytes = std::as_bytes(std::span(start_));
  write_all(file_, bytes, /*offset=*/0);
  prefix_->hash.update(bytes);
  prefix_->size_bytes = bytes.size();
  std::string().swap(start_);
}

HashedPrefix& FileUploadWriter::hashed(HashAlgorithm algorithm) {
  if (!prefix_ || prefix_->hash.algorithm() != algorithm) prefix_.emplace(algorithm);
  prefix_->extend(file_, size_bytes_);
  if (prefix_->size_bytes < size_bytes_) {
    throw std::runtime_error("an upload's file became shorter");
  }
  return *prefix_;
}

Result<void> FileUploadWriter::append(std::span<const std::byte> chunk) {
  const auto change = begin_change();
  if (!change) return failure_of(change);
  try {
    if (state_ == State::in_memory &&
        size_bytes_ + chunk.size() <= UploadSessions::kMaxStartBytes) {
      append_to_memory(chunk);
    } else {
      append_to_file(chunk);
    }
    counts_.set_size(key_, size_bytes_);
    return {};
  } catch (const std::system_error& failure) {
    // The client may never resume it, and until it expires it would keep the disk full.
    if (is_out_of_room(failure.code())) drop();
    throw;
  }
}

void FileUploadWriter::append_to_memory(std::span<const std::byte> chunk) {
  start_.append(reinterpret_cast<const char*>(chunk.data()), chunk.size());
  size_bytes_ = start_.size();
  if (!tentative_from_) lease_.note_received(start_);
}

void FileUploadWriter::append_to_file(std::span<const std::byte> chunk) {
  if (space_ != nullptr && !space_->has_room_for(chunk.size())) throw_out_of_room(name_);
  if (state_ == State::in_memory) make_file_of_start();
  if (tentative_from_ && !is_marked_) {
    directory_.begin_tentative(name_, *tentative_from_);
    is_marked_ = true;
  }
  HashedPrefix& prefix = hashed(prefix_ ? prefix_->hash.algorithm() : HashAlgorithm::sha256);
  write_all(file_, chunk, size_bytes_);
  prefix.hash.update(chunk);
  prefix.size_bytes += chunk.size();
  size_bytes_ = prefix.size_bytes;
  if (size_bytes_ - written_back_bytes_ < kWriteBackBytes) return;
  start_write_back(file_, written_back_bytes_, size_bytes_ - written_back_bytes_);
  written_back_bytes_ = size_bytes_;
}

Result<Digest> FileUploadWriter::digest(HashAlgorithm algorithm) {
  const auto look = begin_look();
  if (!look) return failure_of(look);
  return digest_of_all(algorithm);
}

Digest FileUploadWriter::digest_of_all(HashAlgorithm algorithm) {
  if (state_ == State::in_memory) return Digest::of(start_, algorithm);
  return Digest::from_hex(algorithm, hashed(algorithm).hash.hex());
}

Result<std::string> FileUploadWriter::content() {
  const auto look = begin_look();
  if (!look) return failure_of(look);
  return state_ == State::in_memory ? start_ : read_start(file_, size_bytes_);
}

Result<Blob> FileUploadWriter::commit(const Digest& expected) {
  const auto look = begin_look();
  if (!look) return failure_of(look);
  const Digest actual = digest_of_all(expected.algorithm());
  if (actual != expected) {
    return fail({.code = ErrorCode::digest_mismatch, .digest = expected.text()});
  }
  const auto change = begin_change();
  if (!change) return failure_of(change);
  if (state_ == State::in_memory) make_file_of_start();
  // A write that failed may have left a part of its chunk.
  if (file_size(file_) != size_bytes_) {
    throw std::runtime_error("an upload's file is not what was hashed");
  }
  prefix_.reset();  // the session ends here, or its file cannot be trusted
  sync();
  directory_.move_to(blobs_, name_, actual);
  // The file now belongs to the blob, to which others may refer.
  end();
  return Blob{.digest = actual, .size_bytes = size_bytes_};
}

Result<void> FileUploadWriter::discard() {
  const auto change = begin_change();
  if (!change) return failure_of(change);
  drop();
  return {};
}

void FileUploadWriter::drop() {
  if (state_ == State::in_file) directory_.remove(name_);
  end();
}

void FileUploadWriter::sync() {
  const auto began = std::chrono::steady_clock::now();
  try {
    sync_content(file_);
    syncs_.add(std::chrono::steady_clock::now() - began);
  } catch (const std::system_error&) {
    // The kernel may have dropped pages that it could not write, and a second sync would find
    // nothing wrong (fsync(2), "Errors"): the content of the file is no longer known.
    drop();
    throw;
  }
}

// Calls after this change nothing.
void FileUploadWriter::end() {
  state_ = State::ended;
  prefix_.reset();
  start_.clear();
  file_.close();
  lease_.no_longer_new();
  counts_.remove(key_);
}

}  // namespace berth::storage::filesystem
