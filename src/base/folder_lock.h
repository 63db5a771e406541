// A lock on a folder between processes (flock(2)). The kernel drops it when its holder ends,
// however it ends, so that nothing is left to clean up.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

#include "base/file.h"

namespace berth {

// Leaves no trace in the folder: a full or read-only file system can be locked, too.
class FolderLock {
 public:
  enum class Kind : std::uint8_t {
    shared,     // beside others that share it
    exclusive,  // alone
  };
  // What to do on a file system that does not know such locks, so that nobody can hold one.
  enum class Unsupported : std::uint8_t {
    is_failure,
    is_free,  // the result locks nothing
  };

  // Waits for nobody; nullopt: somebody holds it in a way that excludes this. Throws
  // std::system_error if the folder cannot be opened or locked.
  static std::optional<FolderLock> try_take(const std::filesystem::path& folder, Kind kind,
                                            Unsupported unsupported = Unsupported::is_failure);
  // Waits until nobody does. Throws likewise.
  static FolderLock take(const std::filesystem::path& folder, Kind kind);

 private:
  explicit FolderLock(File folder) : folder_(std::move(folder)) {}

  File folder_;
};

}  // namespace berth
