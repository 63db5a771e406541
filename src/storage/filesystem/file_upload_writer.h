// Writes one upload: a file in the directory of uploads that is hashed as it grows.
#pragma once

#include <optional>
#include <string>

#include "base/file.h"
#include "registry/blob_store.h"
#include "storage/filesystem/blob_directory.h"
#include "storage/filesystem/upload_sessions.h"

namespace berth::storage {

// A session's file, by its name in the directory.
struct UploadFile {
  const File& directory;
  std::string name;
  File file;  // open to read and write
};

class FileUploadWriter final : public UploadWriter {
 public:
  // Both directories must outlive the writer.
  FileUploadWriter(UploadFile upload, UploadSessions::Lease lease, const BlobDirectory& blobs);
  ~FileUploadWriter() override;

  [[nodiscard]] std::uint64_t size_bytes() const override { return size_bytes_; }
  void append(std::span<const std::byte> chunk) override;
  Digest digest(HashAlgorithm algorithm) override;
  Result<Blob> commit(const Digest& expected) override;

 private:
  // The hash of the whole upload. Reads what was not hashed on its way in.
  HashedPrefix& hashed(HashAlgorithm algorithm);
  void sync();

  UploadFile upload_;
  UploadSessions::Lease lease_;
  const BlobDirectory& blobs_;
  std::uint64_t size_bytes_;
  std::uint64_t written_back_bytes_;
  std::optional<HashedPrefix> prefix_;
};

}  // namespace berth::storage
