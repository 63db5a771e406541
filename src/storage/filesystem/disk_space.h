// The room that is kept on the disk, so that a full one is no dead end: what gives room back has to
// write, too (rows of the database and its log).
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>

namespace berth::storage::filesystem {

// Two things together. Below a floor of free bytes nothing is added any more. And a part of that
// room is taken by a file, the reserve, so that nobody else fills it: below the floor it is given
// up, and it is made again when there is room for it above the floor. Any thread may call.
class DiskSpace {
 public:
  // By default a tenth of the file system, and no more than 256 MiB: enough on any disk for what
  // pushes that are under way write before they are told.
  static constexpr std::uint64_t kMaxDefaultFloorBytes = std::uint64_t{256} << 20U;
  static constexpr std::uint64_t kDefaultFloorPart = 10;
  // The log of the database grows by as much before it is copied and begins anew, and the database
  // by as much when that is copied. On a small disk half the floor.
  static constexpr std::uint64_t kMaxReserveBytes = std::uint64_t{4} << 20U;
  // In the folder.
  static constexpr const char* kReserveFile = "reserve";

  struct State {
    std::uint64_t free_bytes = 0;  // for us, the reserve not counted
    std::uint64_t floor_bytes = 0;
    bool has_room = true;  // to add something
  };
  // Called when has_room changes, by the thread that found out.
  using Listener = std::function<void(const State&)>;

  // `floor_bytes`: nullopt: the default; 0: there is no floor and no reserve. Where the size of the
  // disk cannot be told there is room. Makes the reserve, or gives it up.
  DiskSpace(std::filesystem::path folder, std::optional<std::uint64_t> floor_bytes,
            Listener on_change = {});

  // Whether so much more may be written. From memory, as long as the disk was looked at a moment
  // ago and what has come since is little beside what was free.
  bool has_room_for(std::uint64_t bytes);
  // Looks at the disk now.
  State look();

  // For a command, on the disk of a server that may not run: gives the reserve up if there is less
  // room than the default floor. Makes nothing.
  static void make_room(const std::filesystem::path& folder);

 private:
  const std::filesystem::path folder_;
  const std::uint64_t floor_bytes_;
  const std::uint64_t reserve_bytes_;
  const Listener on_change_;

  // What may be written before the disk is looked at again, and until when.
  std::atomic<std::int64_t> allowance_bytes_ = 0;
  std::atomic<std::chrono::steady_clock::time_point> looks_again_at_{};

  std::mutex mutex_;
  bool had_room_ = true;
};

}  // namespace berth::storage::filesystem
