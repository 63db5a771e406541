// A file system for SQLite whose connections read a database through one mapping of its file.
//
// SQLite by itself maps the file once for every connection, and in WAL mode gives that mapping up
// and makes it anew, page faults and all, in the first read of each connection after each commit
// (docs/decisions/0008-one-mapping-for-all-readers.md). Everything else is left to SQLite's own
// file system, which this is a shim of (https://www.sqlite.org/vfs.html section 2.3).
#pragma once

#include <memory>

namespace berth::storage::sqlite {

class MappedVfs {
 public:
  // Registers itself under a name of its own. Throws DatabaseError.
  MappedVfs();
  MappedVfs(const MappedVfs&) = delete;
  MappedVfs& operator=(const MappedVfs&) = delete;
  // All connections to the file are closed, also those that were opened otherwise: closing our file
  // descriptor drops their locks (fcntl(2), "Advisory record locking").
  ~MappedVfs();

  // For sqlite3_open_v2. All connections are to the same file, whose start the first one maps; one
  // thread opens them. Afterwards any thread may use them.
  [[nodiscard]] const char* name() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace berth::storage::sqlite
