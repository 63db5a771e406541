// Writes one upload: a file in the directory of uploads that is hashed as it grows. As long as it
// is no larger than UploadSessions::kMaxStartBytes, and no client has to be told that it was kept,
// it needs no file.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/file.h"
#include "base/histogram.h"
#include "registry/ports/blob_store.h"
#include "registry/rules/upload_counts.h"
#include "storage/filesystem/blob_directory.h"
#include "storage/filesystem/disk_space.h"
#include "storage/filesystem/upload_directory.h"
#include "storage/filesystem/upload_sessions.h"

namespace berth::storage::filesystem {

// A session, and where its bytes are written and counted.
struct UploadFile {
  UploadDirectory& directory;
  UploadCounts& counts;
  DurationHistogram& syncs;  // how long each took
  UploadKey key;
  std::string name;                                 // in the directory
  std::optional<UploadDirectory::OpenUpload> open;  // nullopt: no file yet
};

class FileUploadWriter final : public UploadWriter {
 public:
  // All must outlive the writer.
  // `space`: null: no limit but the disk's.
  FileUploadWriter(UploadFile upload, UploadSessions::Lease lease, const BlobDirectory& blobs,
                   DiskSpace* space);
  ~FileUploadWriter() override;

  [[nodiscard]] std::uint64_t size_bytes() const override { return size_bytes_; }
  [[nodiscard]] Result<void> append(std::span<const std::byte> chunk) override;
  void begin_tentative() override;
  [[nodiscard]] Result<void> keep() override;
  [[nodiscard]] Result<void> keep_durably() override;
  [[nodiscard]] Result<Digest> digest(HashAlgorithm algorithm) override;
  [[nodiscard]] Result<std::string> content() override;
  [[nodiscard]] Result<Blob> commit(const Digest& expected) override;
  [[nodiscard]] Result<void> discard() override;

 private:
  enum class State : std::uint8_t {
    in_memory,
    in_file,
    ended,  // by commit(), by discard(), or because the disk was full or broken
  };
  using Use = UploadSessions::Lease::Use;

  // While the result lives, only this writer can change the session. Everything private below needs
  // that, if it changes something. upload_not_found, upload_in_use.
  Result<Use> begin_change();
  // For a step that changes nothing.
  Result<std::optional<Use>> begin_look();
  Digest digest_of_all(HashAlgorithm algorithm);
  // The hash of the whole upload, which is in its file. Reads the bytes that were not hashed as
  // they arrived.
  HashedPrefix& hashed(HashAlgorithm algorithm);
  void append_to_memory(std::span<const std::byte> chunk);
  void append_to_file(std::span<const std::byte> chunk);
  void make_file_of_start();
  void forget_tentative();
  void unmark();
  [[nodiscard]] bool has_nothing_to_keep() const;
  void sync();
  void drop();
  void end();

  State state_;
  UploadDirectory& directory_;
  UploadCounts& counts_;
  DurationHistogram& syncs_;
  const UploadKey key_;
  const std::string name_;
  File file_;
  UploadSessions::Lease lease_;
  const BlobDirectory& blobs_;
  DiskSpace* const space_;
  std::string start_;  // in_memory: the whole upload
  std::uint64_t size_bytes_ = 0;
  std::optional<std::uint64_t> tentative_from_;  // the first tentative byte
  bool is_marked_ = false;                       // whether the file's name says so
  // The file may be longer than that: an earlier writer left tentative bytes.
  bool has_leftovers_ = false;
  std::uint64_t written_back_bytes_ = 0;
  std::optional<HashedPrefix> prefix_;
};

}  // namespace berth::storage::filesystem
