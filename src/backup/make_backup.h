// Makes a backup of a store, beside a running server or without one.
#pragma once

#include <cstdint>
#include <filesystem>

#include "backup/copy_check.h"
#include "backup/manifest.h"
#include "base/clock.h"
#include "base/entropy.h"
#include "base/problem.h"
#include "ops/config.h"
#include "ops/data_directory.h"

namespace berth::backup {

// What is thought of blobs that the folder has already.
enum class PresentBlobs : std::uint8_t {
  trusted,  // if they are as long as they should be
  read,     // and copied again if they are damaged
};

struct BackupOptions {
  PresentBlobs present = PresentBlobs::trusted;
  const Clock& clock;
  Entropy& entropy;
  Observer observer;
};

struct BackupReport {
  // not_whole: the folder still holds the former backup, if it held one.
  Outcome outcome = Outcome::whole;
  Manifest manifest;  // of the new backup, or of the former one
  GarbageCount copied = {};
  GarbageCount present = {};
  GarbageCount removed = {};   // what the new backup does not need
  std::uint64_t replaced = 0;  // damaged blobs of the former backup
};

// Backs up the data directory, which open_for_command() accepted, into `folder`: whole, or what is
// new since the backup that the folder holds. Every push that was acknowledged before the call is
// in it. Until the new backup is whole, the folder holds the former one; whenever this is
// interrupted, the next call goes on. A problem: the folder holds something else, or another backup
// is being made into it. Throws when the machine does, and std::system_error if there is no room.
Checked<BackupReport> make_backup(const ops::Config& config, const ops::DataDirectory& directory,
                                  const std::filesystem::path& folder,
                                  const BackupOptions& options);

}  // namespace berth::backup
