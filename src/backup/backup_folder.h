// A folder that holds a backup: docs/formats/backup.md.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "backup/manifest.h"
#include "base/entropy.h"
#include "base/folder_lock.h"
#include "base/problem.h"

namespace berth::backup {

class BackupFolder {
 public:
  // To back up into: creates the folder if it does not exist, and begins a backup of that store if
  // it is empty. A problem: it holds something else, or a backup of another store, or another
  // `berth backup` or `berth restore` is using it. Throws std::system_error.
  static Checked<BackupFolder> open_to_write(const std::filesystem::path& folder,
                                             const Manifest& store);
  // To restore from; several may. A problem: it holds no whole backup, or `berth backup` is using
  // it. Throws likewise.
  static Checked<BackupFolder> open_to_read(const std::filesystem::path& folder);

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] const Manifest& manifest() const { return manifest_; }
  // A name for a new snapshot, which no other has.
  [[nodiscard]] static std::string snapshot_name(Entropy& entropy);
  [[nodiscard]] std::filesystem::path file_of(const Snapshot& snapshot) const {
    return path_ / snapshot.database;
  }
  // From now on the folder is the backup that this snapshot names: durably, and by one rename.
  void switch_to(const Snapshot& snapshot);
  // Removes the databases of former and of interrupted backups.
  void remove_other_snapshots() const;

 private:
  BackupFolder(std::filesystem::path path, FolderLock lock, Manifest manifest)
      : path_(std::move(path)), lock_(std::move(lock)), manifest_(std::move(manifest)) {}

  std::filesystem::path path_;
  FolderLock lock_;
  Manifest manifest_;
};

// Whether the folder is empty but for these names.
bool is_new_folder(const std::filesystem::path& folder, std::span<const std::string_view> ignored);

}  // namespace berth::backup
