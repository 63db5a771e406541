#include "backup/backup_folder.h"

#include <algorithm>
#include <system_error>

#include "base/durable_folder.h"
#include "base/private_file.h"

namespace berth::backup {
namespace {

constexpr std::string_view kManifestFile = "backup.json";
constexpr std::string_view kSnapshotPrefix = "metadata-";
// What an interrupted begin leaves, and the root of a new file system.
constexpr std::string_view kNothing[] = {"backup.json.new", "lost+found"};

std::unexpected<Problem> refuse(const std::filesystem::path& folder, std::string reason) {
  return fail({.subject = folder.string(), .reason = std::move(reason)});
}

constexpr const char* kInUse = "another `berth backup` or `berth restore` is using it";

// Creates the folder for its owner alone: main() sets the umask.
Checked<void> make_folder(const std::filesystem::path& folder) {
  std::error_code failure;
  create_durably(folder, failure);
  if (failure) return refuse(folder, failure.message());
  return {};
}

}  // namespace

bool is_new_folder(const std::filesystem::path& folder, std::span<const std::string_view> ignored) {
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (std::ranges::find(ignored, name) == ignored.end()) return false;
  }
  return true;
}

Checked<BackupFolder> BackupFolder::open_to_write(const std::filesystem::path& folder,
                                                  const Manifest& store) {
  if (auto made = make_folder(folder); !made) return failure_of(made);
  auto lock = FolderLock::try_take(folder, FolderLock::Kind::exclusive);
  if (!lock) return refuse(folder, kInUse);
  auto found = read_manifest(folder / kManifestFile);
  if (!found) return failure_of(found);
  if (!*found) {
    if (!is_new_folder(folder, kNothing)) {
      return refuse(folder, "holds something that is not a backup: name a new or an empty folder");
    }
    replace_file(folder / kManifestFile, text_of(store));
    return BackupFolder(folder, *std::move(lock), store);
  }
  const std::string& id = (*found)->store.id;
  if (id != store.store.id) {
    return refuse(folder, "is a backup of store " + id + ", and this is store " + store.store.id +
                              ": name another folder");
  }
  return BackupFolder(folder, *std::move(lock), **std::move(found));
}

Checked<BackupFolder> BackupFolder::open_to_read(const std::filesystem::path& folder) {
  std::error_code failure;
  if (!std::filesystem::is_directory(folder, failure)) {
    return refuse(folder, failure ? failure.message() : "is not a folder");
  }
  auto lock = FolderLock::try_take(folder, FolderLock::Kind::shared);
  if (!lock) return refuse(folder, kInUse);
  auto found = read_manifest(folder / kManifestFile);
  if (!found) return failure_of(found);
  if (!*found) return refuse(folder, "holds no backup: it has no backup.json");
  if (!(*found)->snapshot) {
    return refuse(folder,
                  "holds no whole backup: the first one was interrupted; run `berth backup` again");
  }
  return BackupFolder(folder, *std::move(lock), **std::move(found));
}

std::string BackupFolder::snapshot_name(Entropy& entropy) {
  return std::string(kSnapshotPrefix) + make_uuid(entropy) + ".db";
}

void BackupFolder::switch_to(const Snapshot& snapshot) {
  Manifest next = manifest_;
  next.snapshot = snapshot;
  replace_file(path_ / kManifestFile, text_of(next));
  manifest_ = std::move(next);
}

void BackupFolder::remove_other_snapshots() const {
  const std::string current = manifest_.snapshot ? manifest_.snapshot->database : "";
  for (const auto& entry : std::filesystem::directory_iterator(path_)) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with(kSnapshotPrefix) || name == current) continue;
    std::filesystem::remove(entry.path());
  }
}

}  // namespace berth::backup
