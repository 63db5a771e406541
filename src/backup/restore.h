// Restores a backup into a new data directory.
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

enum class Incomplete : std::uint8_t {
  refused,   // the data are not served: the restore can go on when the backup has been mended
  accepted,  // what can be read is restored
};

struct RestoreOptions {
  Incomplete incomplete = Incomplete::refused;
  const Clock& clock;
  Entropy& entropy;
  Observer observer;
};

struct RestoreReport {
  // not_whole: the data directory cannot be served yet, unless that was accepted.
  Outcome outcome = Outcome::whole;
  Manifest manifest;
  GarbageCount copied = {};
  GarbageCount present = {};     // an interrupted restore had brought them
  ops::DataDirectory directory;  // locked
};

// Restores what `folder` holds into the data directory of the configuration, which must be empty or
// not exist, or be where a restore of the same store was interrupted: then it goes on. The key that
// server_key names is checked first, and becomes the directory's own. Reads every byte that it
// wrote. The database gets its name last: until then no server starts there. A problem: the folder,
// the key or the directory prevents it. Throws when the machine does.
Checked<RestoreReport> restore_backup(const std::filesystem::path& folder,
                                      const ops::Config& config, const RestoreOptions& options);

}  // namespace berth::backup
