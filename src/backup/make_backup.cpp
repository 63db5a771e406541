#include "backup/make_backup.h"

#include <stdexcept>
#include <vector>

#include "backup/backup_folder.h"
#include "base/out_of_room.h"
#include "stores/store_copy.h"

namespace berth::backup {
namespace {

IntegrityStore& rows_of(const stores::Stores& opened) {
  IntegrityStore* const rows = opened.integrity();
  if (rows == nullptr) throw std::logic_error("the database of this store makes its own backups");
  return *rows;
}

class Backup {
 public:
  Backup(const ops::DataDirectory& directory, const stores::Stores& source, BackupFolder& folder,
         const BackupOptions& options)
      : directory_(directory),
        source_(source),
        folder_(folder),
        options_(options),
        blobs_(stores::open_copied_blobs(folder.path())),
        copy_({source.blobs(), blobs_->blobs(), options.entropy}, folder.manifest().first_registry,
              [this](const BlobCopy::Counts& counts) { tell(stage_, counts); }) {}

  BackupReport run(const BlobsMark& mark);

 private:
  // The blobs that exist now: nearly all, so that the collector is not paused for long. It may
  // remove some meanwhile; a blob that cannot be read is reported later, if the snapshot names it.
  void copy_beforehand();
  // While the collector is paused: every blob that the new snapshot names is stored.
  void copy_consistently();
  // What the snapshot does not need.
  std::vector<Digest> check(const std::filesystem::path& database);
  void enter(Stage stage) {
    stage_ = stage;
    tell(stage, copy_.counts());
  }
  void tell(Stage stage, const BlobCopy::Counts& counts) const {
    options_.observer.on_progress(stage, counts);
  }

  const ops::DataDirectory& directory_;
  const stores::Stores& source_;
  BackupFolder& folder_;
  const BackupOptions& options_;
  const std::unique_ptr<BlobBackend> blobs_;
  BlobCopy copy_;
  Findings findings_{options_.observer.on_finding};
  Stage stage_ = Stage::copying;
  Snapshot snapshot_;
  BackupReport report_{.manifest = folder_.manifest()};
};

BackupReport Backup::run(const BlobsMark& mark) {
  snapshot_.begun_at = format_rfc3339(options_.clock.now());
  snapshot_.database = BackupFolder::snapshot_name(options_.entropy);
  stores::mark_blobs(folder_.path(), mark);
  folder_.remove_other_snapshots();
  copy_.discard_unfinished();
  if (options_.present == PresentBlobs::read) {
    enter(Stage::reading_the_copy);
    report_.replaced = copy_.remove_damaged().size();
  }
  copy_beforehand();
  copy_consistently();
  report_.copied = copy_.counts().copied;
  const std::filesystem::path database = folder_.file_of(snapshot_);
  const auto unneeded = check(database);
  report_.outcome = findings_.outcome();
  if (report_.outcome == Outcome::not_whole) {
    stores::remove_snapshot(database);
  } else {
    snapshot_.database_sha256 = sha256_of(database);
    folder_.switch_to(snapshot_);
    folder_.remove_other_snapshots();
    report_.removed = copy_.remove(unneeded);
  }
  report_.manifest = folder_.manifest();
  return std::move(report_);
}

void Backup::copy_beforehand() {
  enter(Stage::copying);
  copy_.copy_held(rows_of(source_), [](const Finding&) {});
  report_.present = copy_.counts().present;
}

void Backup::copy_consistently() {
  const stores::RemovalPause pause(directory_);
  const std::filesystem::path database = folder_.file_of(snapshot_);
  if (stores::take_snapshot(directory_, database) == stores::SnapshotOutcome::no_room) {
    throw_out_of_room(database.string());
  }
  enter(Stage::copying_what_is_new);
  const stores::Stores copied = stores::open_copy(database, folder_.path());
  copy_.copy_held(rows_of(copied), [this](const Finding& fault) { findings_.add(fault); });
}

std::vector<Digest> Backup::check(const std::filesystem::path& database) {
  enter(Stage::checking);
  const stores::Stores copied = stores::open_copy(database, folder_.path());
  const FsckReport found = check_copy(copied, FsckDepth::quick, options_.clock, findings_);
  snapshot_.schema_version = stores::newest_schema_version();
  snapshot_.manifests = found.manifests;
  snapshot_.blobs = found.blobs;
  snapshot_.blob_bytes = found.blob_bytes;
  return copy_.find_unneeded(copied.garbage());
}

}  // namespace

Checked<BackupReport> make_backup(const ops::Config& config, const ops::DataDirectory& directory,
                                  const std::filesystem::path& folder,
                                  const BackupOptions& options) {
  const auto facts = stores::facts_of(directory);
  if (!facts) return failure_of(facts);
  auto opened = BackupFolder::open_to_write(
      folder, {.store = facts->identity, .first_registry = facts->mark.first_registry});
  if (!opened) return failure_of(opened);
  // Before hours of copying: throws on a file system on which nothing can be paused.
  (void)stores::RemovalPause(directory);
  const stores::Stores source = stores::open_stores(config, StoreRole::beside_a_server);
  return Backup(directory, source, *opened, options).run(facts->mark);
}

}  // namespace berth::backup
