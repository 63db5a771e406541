#include "storage/filesystem/disk_space.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <limits>

#include "base/file.h"

namespace berth::storage::filesystem {
namespace {

constexpr std::chrono::milliseconds kLookInterval{1000};
// The allowance is this fraction of what is free above the floor, so that other writers are noticed
// in time.
constexpr std::uint64_t kAllowedPart = 4;
// Less than any allowance: nothing fits, not even zero bytes.
constexpr std::int64_t kNothing = -1;
// A file system may run out of inodes before it runs out of bytes, and a push makes files.
constexpr std::uint64_t kMinFreeFiles = 16;
constexpr mode_t kOwnerOnly = 0600;

struct Disk {
  std::uint64_t size_bytes = 0;
  std::uint64_t free_bytes = 0;
  bool has_files = true;
};

// nullopt: unknown.
std::optional<Disk> look_at(const std::filesystem::path& folder) {
  struct statvfs found{};
  if (::statvfs(folder.c_str(), &found) != 0) return std::nullopt;
  // Some file systems create inodes on demand and report none.
  const bool counts_files = found.f_files != 0;
  return Disk{.size_bytes = found.f_blocks * found.f_frsize,
              .free_bytes = found.f_bavail * found.f_frsize,
              .has_files = !counts_files || found.f_favail >= kMinFreeFiles};
}

std::uint64_t floor_of(const std::filesystem::path& folder,
                       std::optional<std::uint64_t> floor_bytes) {
  if (floor_bytes) return *floor_bytes;
  const auto disk = look_at(folder);
  if (!disk) return 0;
  return std::min(disk->size_bytes / DiskSpace::kDefaultFloorPart,
                  DiskSpace::kMaxDefaultFloorBytes);
}

std::uint64_t reserve_of(std::uint64_t floor_bytes) {
  return std::min(floor_bytes / 2, DiskSpace::kMaxReserveBytes);
}

std::uint64_t reserved_bytes(const std::filesystem::path& file) {
  struct stat status{};
  if (::lstat(file.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return 0;
  return static_cast<std::uint64_t>(status.st_size);
}

// Deletes instead of truncating: deleting needs no room on any file system.
void give_up(const std::filesystem::path& file) {
  ::unlink(file.c_str());
}

// If it does not fit after all, no file is left.
void make_reserve(const std::filesystem::path& file, std::uint64_t bytes) {
  constexpr int kFlags = O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW;
  give_up(file);
  const File reserve(::open(file.c_str(), kFlags, kOwnerOnly));
  if (!reserve.is_open()) return;
  if (::posix_fallocate(reserve.descriptor(), 0, static_cast<off_t>(bytes)) != 0) give_up(file);
}

}  // namespace

DiskSpace::DiskSpace(std::filesystem::path folder, std::optional<std::uint64_t> floor_bytes,
                     RoomListener on_change)
    : folder_(std::move(folder)),
      floor_bytes_(floor_of(folder_, floor_bytes)),
      reserve_bytes_(reserve_of(floor_bytes_)),
      on_change_(std::move(on_change)) {
  look();
}

bool DiskSpace::has_room_for(std::uint64_t bytes) {
  if (floor_bytes_ == 0) return true;
  const auto wanted = static_cast<std::int64_t>(
      std::min<std::uint64_t>(bytes, std::numeric_limits<std::int64_t>::max() / 2));
  const bool is_fresh = std::chrono::steady_clock::now() < looks_again_at_.load();
  if (is_fresh && allowance_bytes_.fetch_sub(wanted) >= wanted) return true;
  const Room state = look();
  if (!state.has_room) return false;
  if (!state.free_bytes) return true;
  return bytes <= *state.free_bytes && *state.free_bytes - bytes >= floor_bytes_;
}

Room DiskSpace::look() {
  const std::scoped_lock lock(mutex_);
  const std::filesystem::path reserve = folder_ / kReserveFile;
  const auto disk = look_at(folder_);
  Room state{.floor_bytes = floor_bytes_};
  if (disk) state.free_bytes = disk->free_bytes;
  if (floor_bytes_ == 0 || !disk) {
    if (floor_bytes_ == 0) give_up(reserve);
    return state;
  }
  std::uint64_t free_bytes = disk->free_bytes;
  const std::uint64_t reserved = reserved_bytes(reserve);
  const std::uint64_t missing = reserve_bytes_ - std::min(reserved, reserve_bytes_);
  state.has_room = disk->has_files && disk->free_bytes >= floor_bytes_ + missing;
  if (state.has_room && missing > 0) {
    make_reserve(reserve, reserve_bytes_);
    free_bytes -= missing;
    state.free_bytes = free_bytes;
  } else if (disk->free_bytes < floor_bytes_ && reserved > 0) {
    give_up(reserve);
  }
  const std::uint64_t spare = free_bytes - std::min(free_bytes, floor_bytes_);
  allowance_bytes_ = state.has_room ? static_cast<std::int64_t>(spare / kAllowedPart) : kNothing;
  looks_again_at_ = std::chrono::steady_clock::now() + kLookInterval;
  if (state.has_room != had_room_ && on_change_) on_change_(state);
  had_room_ = state.has_room;
  return state;
}

void DiskSpace::make_room(const std::filesystem::path& folder) {
  const auto disk = look_at(folder);
  if (disk && disk->free_bytes < floor_of(folder, std::nullopt)) give_up(folder / kReserveFile);
}

}  // namespace berth::storage::filesystem
