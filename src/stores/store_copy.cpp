#include "stores/store_copy.h"

#include "storage/filesystem/blobs_mark.h"
#include "storage/filesystem/filesystem_backend.h"
#include "storage/sqlite/engine/database_copy.h"
#include "storage/sqlite/schema/schema.h"
#include "storage/sqlite/sqlite_backend.h"
#include "stores/data_check.h"

namespace berth::stores {
namespace {

using storage::sqlite::DatabaseKind;

// Stateless.
const SystemSteadyClock kMachinesClock;

}  // namespace

Checked<StoreFacts> facts_of(const ops::DataDirectory& directory) {
  auto facts = look_at_data(directory);
  if (!facts) return failure_of(facts);
  if (facts->database.kind == DatabaseKind::newer) {
    return fail({.subject = directory.database_file().string(),
                 .reason = "was written by a newer Berth: use that one"});
  }
  if (facts->database.kind != DatabaseKind::marked || !facts->mark) {
    return fail({.subject = directory.database_file().string(),
                 .reason = "was written by an older Berth and has no identity yet: start `berth "
                           "serve` of this version with it once"});
  }
  return StoreFacts{.identity = std::move(facts->database.identity),
                    .mark = *std::move(facts->mark),
                    .schema_version = facts->database.version};
}

std::size_t newest_schema_version() {
  return storage::sqlite::newest_version();
}

SnapshotOutcome take_snapshot(const ops::DataDirectory& directory,
                              const std::filesystem::path& file) {
  const auto outcome = storage::sqlite::copy_database(directory.database_file(), file);
  return outcome == storage::sqlite::CopyOutcome::made ? SnapshotOutcome::made
                                                       : SnapshotOutcome::no_room;
}

struct RemovalPause::State {
  FolderLock lock;
};

RemovalPause::RemovalPause(const ops::DataDirectory& directory)
    : state_(
          new State{storage::filesystem::FilesystemBlobStore::pause_removals(directory.path())}) {}
RemovalPause::RemovalPause(RemovalPause&&) noexcept = default;
RemovalPause& RemovalPause::operator=(RemovalPause&&) noexcept = default;
RemovalPause::~RemovalPause() = default;

Stores open_copy(const std::filesystem::path& snapshot, const std::filesystem::path& folder) {
  auto metadata = std::make_unique<storage::sqlite::SqliteBackend>(
      storage::sqlite::SqliteOptions{.file = snapshot, .role = StoreRole::instead_of_a_server},
      Quotas(), GarbagePolicy());
  return {std::move(metadata), open_copied_blobs(folder)};
}

std::unique_ptr<BlobBackend> open_copied_blobs(const std::filesystem::path& folder) {
  return std::make_unique<storage::filesystem::FilesystemBackend>(
      storage::filesystem::FilesystemOptions{.directory = folder,
                                             .role = StoreRole::instead_of_a_server},
      kMachinesClock);
}

void mark_blobs(const std::filesystem::path& folder, const BlobsMark& mark) {
  storage::filesystem::write_mark(folder / "blobs", mark);
}

void migrate_snapshot(const std::filesystem::path& snapshot) {
  storage::sqlite::Database database(snapshot, storage::sqlite::Access::read_write);
  storage::sqlite::migrate(database);
}

void remove_snapshot(const std::filesystem::path& snapshot) {
  for (const char* suffix : {"", "-wal", "-shm", "-journal", ".new", ".new-journal"}) {
    std::filesystem::path part = snapshot;
    std::filesystem::remove(part += suffix);
  }
}

}  // namespace berth::stores
