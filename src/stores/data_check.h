// Checks that the parts of a data directory belong together: the metadata database, the blobs and
// the master key of one store. A part of another store, or of none, is refused; the error says what
// exists, what is missing and what to restore: docs/operating/deployment.md.
#pragma once

#include <filesystem>
#include <optional>

#include "auth/key_ring.h"
#include "base/entropy.h"
#include "base/problem.h"
#include "ops/config.h"
#include "ops/data_directory.h"
#include "ops/key_file.h"
#include "registry/values/store_identity.h"
#include "storage/sqlite/schema/database_facts.h"

namespace berth::stores {

struct DataFacts {
  storage::sqlite::DatabaseFacts database;  // one of Berth's
  std::optional<BlobsMark> mark;
};

// A problem when the database is not one of Berth's, the blobs are missing, or their
// mark is damaged. Changes nothing. Throws when the machine does, and for a damaged database.
Checked<DataFacts> look_at_data(const ops::DataDirectory& directory);

// A problem: the server may not use one of the folders in which it stores blobs, such as after a
// restore by another user. Pushes and pulls of some blobs would fail.
Checked<void> check_folders(const ops::DataDirectory& directory);

// Where the configuration says that the master key is kept.
ops::KeyFile key_file_of(const ops::Config& config);

// The master key, and the file that holds it.
struct ServerKey {
  std::filesystem::path file;
  auth::KeyRing ring;
};

// For a marked database: checks that the blobs, and the key if there is one, are its own.
// A problem.
Checked<void> check_marked(const ops::DataDirectory& directory, const DataFacts& facts,
                           const ServerKey* key);

// For an unmarked one: the mark that its blobs have or should get. A problem when nothing
// shows that the database, the blobs and the key belong together.
Checked<BlobsMark> mark_for_unmarked(const ops::DataDirectory& directory, const DataFacts& facts,
                                     const ServerKey& key, Entropy& entropy);

}  // namespace berth::stores
