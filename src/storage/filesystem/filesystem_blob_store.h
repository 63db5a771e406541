// The blob port on a directory of a local disk: docs/formats/blob-directory.md.
//
// The bytes given to a writer survive the writer and the process; a commit also survives a power
// loss. A full or broken disk throws std::system_error. One process at a time.
#pragma once

#include <filesystem>

#include "base/folder_lock.h"
#include "base/histogram.h"
#include "registry/ports/backends.h"
#include "registry/ports/blob_store.h"
#include "registry/rules/upload_counts.h"
#include "storage/filesystem/blob_directory.h"
#include "storage/filesystem/blob_locks.h"
#include "storage/filesystem/disk_space.h"
#include "storage/filesystem/upload_directory.h"
#include "storage/filesystem/upload_sessions.h"

namespace berth::storage::filesystem {

class FilesystemBlobStore final : public BlobStore {
 public:
  // `directory` must exist; its content is created as needed. The writers must not outlive the
  // store. `clock` measures how long a writer is idle. `space`, if not null, keeps room free in the
  // directory. Both must outlive the store.
  FilesystemBlobStore(const std::filesystem::path& directory, const SteadyClock& clock,
                      DiskSpace* space = nullptr);

  // While the result lives, no process removes a blob from this directory; waits until removals
  // that have begun are done. What no row refers to just waits longer.
  [[nodiscard]] static FolderLock pause_removals(const std::filesystem::path& directory);

  // Whether another process does that just now.
  [[nodiscard]] bool are_removals_paused() const { return !share_removals(); }

  // Counts the uploads that the last process left, for the quotas. Call it before any upload
  // begins.
  void count_uploads(const RegistryOf& registry_of);

  [[nodiscard]] BlobFigures figures() const;

  Result<void> create_upload(const UploadKey& key, const RegistryId& registry, const Quotas& quotas,
                             HashAlgorithm algorithm) override;
  Result<void> check_upload_room(const RegistryId& registry, std::uint64_t more_bytes,
                                 const Quotas& quotas) override;
  Result<std::unique_ptr<UploadWriter>> open_upload(const UploadKey& key) override;
  Result<std::uint64_t> upload_size(const UploadKey& key) override;
  Result<void> cancel_upload(const UploadKey& key) override;
  std::optional<OpenBlob> open_blob(const Digest& digest) override;
  [[nodiscard]] ReadCost read_cost() const override { return ReadCost::brief; }
  [[nodiscard]] std::unique_ptr<BlobHold> hold(const Digest& digest) override;
  BlobRemoval remove_blob_unless(const Digest& digest,
                                 const std::function<bool()>& is_needed) override;
  bool is_held(const Digest& digest) override;
  BlobPage list_blobs(const std::string& position) override;
  UploadPage list_uploads(const std::string& position) override;
  Result<void> expire_upload(const UploadKey& key, Timestamp before) override;
  void set_aside(const Digest& digest) override;
  void set_aside(std::string_view name, std::string_view content) override;

 private:
  // Keeps others from pausing removals; nullopt: they are paused.
  [[nodiscard]] std::optional<FolderLock> share_removals() const;
  // Ends a session that is not being written. upload_not_found, upload_in_use.
  Result<void> end_upload(const UploadKey& key, UploadSessions::Lease& lease);

  const std::filesystem::path directory_;
  BlobDirectory blobs_;
  BlobLocks locks_;
  UploadCounts counts_;
  DurationHistogram syncs_;
  UploadDirectory uploads_;
  UploadSessions sessions_;
  DiskSpace* const space_;
};

}  // namespace berth::storage::filesystem
