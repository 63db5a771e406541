// One SQLite file behind the ports: docs/formats/schema.md.
//
// Reads go to a pool of connections and see every committed write; writes go to one thread that
// commits those of many callers together. Another process may use the file at the same time: its
// writes wait for ours and ours for its, for up to ten seconds.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>

#include "base/result.h"
#include "storage/sqlite/engine/change_stamp.h"
#include "storage/sqlite/engine/mapped_vfs.h"
#include "storage/sqlite/engine/writer.h"
#include "storage/sqlite/rows/connection.h"
#include "storage/sqlite/rows/reader_pool.h"

namespace berth::storage::sqlite {

// Who opens the database.
enum class Role : std::uint8_t {
  // Brings what an older Berth wrote to the newest schema, and keeps the log short.
  server,
  // A command: an older server may be running on it, so an older schema is refused. The log is the
  // server's to copy into the database: where two processes do that, and write, SQLite may lose
  // what was committed (https://www.sqlite.org/wal.html, "The WAL-Reset Bug").
  beside_a_server,
  // A command that holds the lock of the data directory: likewise, but nobody else keeps the log
  // short.
  instead_of_a_server,
};

struct SqliteOptions {
  std::filesystem::path file;  // created if there is none, with mode 0600
  unsigned reader_count = 1;   // as many calls read at the same time; the others wait
  Role role = Role::server;
  DamageListener on_damage = {};  // of any connection
};

// Any thread may call.
class SqliteDatabase {
 public:
  // Throws DatabaseError when the file cannot be used, is of a newer Berth, or of an older one that
  // is refused.
  explicit SqliteDatabase(const SqliteOptions& options);

  // What the database holds now; nullopt: it is just changing.
  [[nodiscard]] std::optional<StoreVersion> version() const { return stamp_->read(); }

  // Throws what would meet a request: it reads with one of the readers, by which it finds the
  // schema that it was opened with, and has the writer take the lock of the database. Writes
  // nothing, so that what is answered from memory stays valid.
  void check();

  // A connection to read with.
  ReaderPool::Lease reader() { return readers_.take(); }

  // As MetadataStore::snapshot().
  std::unique_ptr<Snapshot> snapshot() {
    return std::make_unique<ReaderPool::HeldReader>(readers_);
  }

  // Runs `operation` on the writer's connection, durably: kept if it returns a value, undone if an
  // error.
  template <typename T>
  Result<T> write(const std::function<Result<T>(Connection&)>& operation) {
    if (readers_.is_held()) throw std::logic_error("a write by who holds a snapshot");
    std::optional<Result<T>> result;
    writer_.run([&] {
      result.emplace(operation(connection_));
      return result->has_value() ? WriteOutcome::keep : WriteOutcome::undo;
    });
    return *std::move(result);
  }

 private:
  // With its schema: the readers, which cannot make one, come after it.
  struct Prepared : Connection {
    Prepared(const SqliteOptions& options, const DamageListener* on_damage);
  };

  // Outlive the connections.
  const DamageListener on_damage_;
  std::optional<ChangeStamp> stamp_;
  MappedVfs vfs_;
  Prepared connection_;  // the writer thread's; closed last, which empties the log into the file
  Writer writer_;
  ReaderPool readers_;
};

}  // namespace berth::storage::sqlite
