// The blob port over a directory, and the room on its disk.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>

#include "base/steady_clock.h"
#include "registry/ports/backends.h"
#include "storage/filesystem/disk_space.h"
#include "storage/filesystem/filesystem_blob_store.h"

namespace berth::storage::filesystem {

struct FilesystemOptions {
  std::filesystem::path directory;
  // Only a server keeps room free; a command always has room.
  StoreRole role = StoreRole::server;
  std::optional<std::uint64_t> min_free_bytes = {};  // as for DiskSpace
  RoomListener on_room = {};
  // Whose uploads a server finds and counts for the quotas; empty: it counts none of them.
  RegistryOf registry_of = {};
};

class FilesystemBackend final : public BlobBackend {
 public:
  // Throws like FilesystemBlobStore. The clock must outlive the object.
  FilesystemBackend(const FilesystemOptions& options, const SteadyClock& clock);

  BlobStore& blobs() override { return blobs_; }
  bool has_room_for(std::uint64_t bytes) override { return !space_ || space_->has_room_for(bytes); }
  Room look() override { return space_ ? space_->look() : Room(); }
  BlobFigures figures() override { return blobs_.figures(); }
  bool are_removals_paused() override { return blobs_.are_removals_paused(); }

 private:
  const std::unique_ptr<DiskSpace> space_;  // null: there is always room
  FilesystemBlobStore blobs_;
};

}  // namespace berth::storage::filesystem
