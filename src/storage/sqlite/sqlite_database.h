// One SQLite file behind the ports: docs/formats/schema.md.
//
// Reads go to a pool of connections and see every committed write; writes go to one thread that
// commits those of many callers together. Another process may use the file at the same time: its
// writes and ours wait for each other, for up to ten seconds.
#pragma once

#include <filesystem>
#include <functional>
#include <initializer_list>
#include <optional>

#include "registry/ports/backends.h"
#include "storage/sqlite/engine/changes.h"
#include "storage/sqlite/engine/mapped_vfs.h"
#include "storage/sqlite/engine/write_lock_vfs.h"
#include "storage/sqlite/engine/writer.h"
#include "storage/sqlite/rows/connection.h"
#include "storage/sqlite/rows/reader_pool.h"

namespace berth::storage::sqlite {

struct SqliteOptions {
  std::filesystem::path file;  // created if missing, with mode 0600
  unsigned reader_count = 1;   // this many calls can read at the same time; others wait
  // The upkeep that a command beside a server leaves to it is to keep the log short: if two
  // processes copy the log into the database and write, SQLite may lose committed data
  // (https://www.sqlite.org/wal.html, "The WAL-Reset Bug").
  StoreRole role = StoreRole::server;
  DamageListener on_damage = {};  // for all connections
};

// Any thread may call.
class SqliteDatabase {
 public:
  // Throws DatabaseError when the file cannot be used, or was written by a newer Berth, or by an
  // older one that is refused.
  explicit SqliteDatabase(const SqliteOptions& options);

  Changes& changes() { return changes_; }
  // For tests: the same as long as no process commits anything; nullopt: it is changing right now.
  [[nodiscard]] std::optional<ChangeStamp::Value> version() const { return changes_.stamp(); }

  // Throws what a request would meet: reads with one of the readers, which must find the schema
  // that the database was opened with, and has the writer lock the database. Writes nothing, so
  // that answers cached in memory stay valid.
  void check();

  // Cheap: reads no rows.
  MetadataFigures figures();

  // Takes a connection for reading.
  ReaderPool::Lease reader() { return readers_.take(); }

  // All connections for reading.
  ReaderPool& readers() { return readers_; }

  // Runs `operation` on the writer's connection: committed durably if it returns a value, undone if
  // it returns an error. It says what it touches as it goes: whatever a MetadataReads or
  // AccountReads shows of it may be different afterwards.
  template <typename T>
  Result<T> write(const std::function<Result<T>(Connection&, Changes&)>& operation) {
    std::optional<Result<T>> result;
    writer_.run([&] {
      result.emplace(operation(connection_, changes_));
      return result->has_value() ? WriteOutcome::keep : WriteOutcome::undo;
    });
    return *std::move(result);
  }
  // If it succeeds, the operation touches these parts.
  template <typename T>
  Result<T> write(std::initializer_list<Scope> touched,
                  const std::function<Result<T>(Connection&)>& operation) {
    return write<T>([&](Connection& connection, Changes& changes) {
      Result<T> result = operation(connection);
      if (!result) return result;
      for (const Scope& scope : touched) changes.touch(scope);
      return result;
    });
  }
  // It may touch anything.
  template <typename T>
  Result<T> write(const std::function<Result<T>(Connection&)>& operation) {
    return write<T>({Scope::everything()}, operation);
  }

 private:
  // A connection whose schema is in place: the readers cannot make one, so they are opened after
  // it.
  struct Prepared : Connection {
    Prepared(const SqliteOptions& options, const char* vfs, const DamageListener* on_damage);
  };

  const std::filesystem::path file_;
  // Must outlive the connections.
  const DamageListener on_damage_;
  Changes changes_;
  WriteLockVfs writer_vfs_{changes_};
  MappedVfs reader_vfs_;
  Prepared connection_;  // the writer thread's; closed last, which empties the log into the file
  Writer writer_;
  ReaderPool readers_;
};

}  // namespace berth::storage::sqlite
