// A VFS for SQLite: all connections read a database through one mapping of its file.
//
// SQLite itself maps the file once per connection. In WAL mode each connection drops its mapping
// and makes a new one, with all the page faults, at its first read after each commit
// (docs/decisions/0008-one-mapping-for-all-readers.md).
#pragma once

#include <memory>

namespace berth::storage::sqlite {

class MappedVfs {
 public:
  // Registers itself under a name of its own. Throws DatabaseError.
  MappedVfs();
  MappedVfs(const MappedVfs&) = delete;
  MappedVfs& operator=(const MappedVfs&) = delete;
  // All connections to the file must be closed, even those opened without this VFS: closing our
  // file descriptor drops their locks (fcntl(2), "Advisory record locking").
  ~MappedVfs();

  // For sqlite3_open_v2. All connections must be to the same file; the first one maps its start.
  // One thread opens them; afterwards any thread may use them.
  [[nodiscard]] const char* name() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace berth::storage::sqlite
