// The blob port on a directory. docs/formats/blob-directory.md is its layout:
//   DIR/blobs/sha256/<first two digits>/<all 64 digits>
//   DIR/uploads/<repository key>.<upload id>
#pragma once

#include <filesystem>

#include "registry/blob_store.h"
#include "storage/filesystem/upload_sessions.h"

namespace berth::storage {

class FilesystemBlobStore final : public BlobStore {
 public:
  // Creates the directories. Throws if they cannot be used.
  explicit FilesystemBlobStore(std::filesystem::path directory);

  void create_upload(const UploadKey& key) override;
  Result<std::unique_ptr<UploadWriter>> open_upload(const UploadKey& key) override;
  Result<std::uint64_t> upload_size(const UploadKey& key) override;
  Result<void> cancel_upload(const UploadKey& key) override;
  std::optional<OpenBlob> open_blob(const Digest& digest) override;

 private:
  [[nodiscard]] std::filesystem::path upload_file(const UploadKey& key) const;

  const std::filesystem::path blobs_;
  const std::filesystem::path uploads_;
  UploadSessions sessions_;
};

}  // namespace berth::storage
