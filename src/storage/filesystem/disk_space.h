// Keeps some room free on the disk, so that a full disk is no dead end: deleting has to write, too
// (rows of the database and its log).
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <mutex>
#include <optional>

#include "registry/ports/backends.h"

namespace berth::storage::filesystem {

// Works in two ways. Below a floor of free bytes nothing is added any more. And a file, the
// reserve, occupies a part of that room, so that nothing else can fill it: it is deleted below the
// floor, and made again once it fits above the floor. Any thread may call.
class DiskSpace {
 public:
  // The default floor: a tenth of the file system, at most 256 MiB. Enough on any disk for what
  // pushes in progress write before they are refused.
  static constexpr std::uint64_t kMaxDefaultFloorBytes = std::uint64_t{256} << 20U;
  static constexpr std::uint64_t kDefaultFloorPart = 10;
  // The database's log grows by this much before it is copied and begins anew, and the copy makes
  // the database grow by as much. On a small disk, half the floor.
  static constexpr std::uint64_t kMaxReserveBytes = std::uint64_t{4} << 20U;
  // In the folder.
  static constexpr const char* kReserveFile = "reserve";

  // `floor_bytes`: nullopt: the default; 0: no floor and no reserve. If the size of the disk cannot
  // be determined, it counts as having room. Makes the reserve, or deletes it.
  DiskSpace(std::filesystem::path folder, std::optional<std::uint64_t> floor_bytes,
            RoomListener on_change = {});

  // Whether that many more bytes may be written. Answers from memory while the last look at the
  // disk is recent and the bytes written since are few compared with what was free.
  bool has_room_for(std::uint64_t bytes);
  // Checks the disk now. Free: for this user, not counting the reserve.
  Room look();

  // For a command that uses a server's disk, even while the server is not running: deletes the
  // reserve if less than the default floor is free. Never makes one.
  static void make_room(const std::filesystem::path& folder);

 private:
  const std::filesystem::path folder_;
  const std::uint64_t floor_bytes_;
  const std::uint64_t reserve_bytes_;
  const RoomListener on_change_;

  // How much may be written before the disk is checked again, and until when.
  std::atomic<std::int64_t> allowance_bytes_ = 0;
  std::atomic<std::chrono::steady_clock::time_point> looks_again_at_{};

  std::mutex mutex_;
  bool had_room_ = true;
};

}  // namespace berth::storage::filesystem
