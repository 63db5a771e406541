// The parts of a store, copied: for a backup, and for what is restored from one.
//
// A database on another machine is not copied here: to back up a cluster is the database's own
// business, and so is to restore it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>

#include "base/problem.h"
#include "ops/data_directory.h"
#include "registry/values/store_identity.h"
#include "stores/open_stores.h"

namespace berth::stores {

// What identifies a store, and the version of its schema.
struct StoreFacts {
  StoreIdentity identity;
  BlobsMark mark;
  std::size_t schema_version = 0;
};

// The facts of a directory that open_for_command() accepted. A problem: its database has no
// identity, or is a newer Berth's.
Checked<StoreFacts> facts_of(const ops::DataDirectory& directory);

// The version of the schema that this Berth writes.
std::size_t newest_schema_version();

enum class SnapshotOutcome : std::uint8_t {
  made,
  no_room,  // nothing was left behind
};
// Copies one state of the metadata to `file`, durably, in place of an earlier copy. Waits for
// nobody, and no server waits for it. Throws when the machine does, and for a damaged database.
SnapshotOutcome take_snapshot(const ops::DataDirectory& directory,
                              const std::filesystem::path& file);

// While it lives, no process removes blobs of the store: a blob that a snapshot taken meanwhile
// names can be read. Pushes and deletions go on; what is garbage waits longer.
class RemovalPause {
 public:
  explicit RemovalPause(const ops::DataDirectory& directory);
  RemovalPause(RemovalPause&&) noexcept;
  RemovalPause& operator=(RemovalPause&&) noexcept;
  ~RemovalPause();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// A snapshot, and blobs in `folder`/blobs, which is made if it does not exist. Nobody else may use
// either. Throws if the snapshot is not of the newest schema.
Stores open_copy(const std::filesystem::path& snapshot, const std::filesystem::path& folder);
// Only the blobs.
std::unique_ptr<BlobBackend> open_copied_blobs(const std::filesystem::path& folder);
// Says in `folder`/blobs, which must exist, whose blobs they are.
void mark_blobs(const std::filesystem::path& folder, const BlobsMark& mark);
// Brings a snapshot to the newest schema.
void migrate_snapshot(const std::filesystem::path& snapshot);
// Removes a snapshot, and what SQLite keeps beside it.
void remove_snapshot(const std::filesystem::path& snapshot);

}  // namespace berth::stores
