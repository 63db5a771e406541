// A VFS for SQLite: tells when its connection has the lock that lets it write.
//
// In WAL mode, a connection that writes holds this lock from the start of its transaction to the
// end, and the header of the WAL-index is changed only under it (wal.c, WAL_WRITE_LOCK).
#pragma once

#include <memory>

namespace berth::storage::sqlite {

class WriteLockListener {
 public:
  WriteLockListener() = default;
  WriteLockListener(const WriteLockListener&) = delete;
  WriteLockListener& operator=(const WriteLockListener&) = delete;
  virtual ~WriteLockListener() = default;

  // Called by the thread that uses the connection, while no other connection can have the lock:
  // after it was taken, and before it is given back. Must not throw, nor use the connection.
  virtual void lock_taken() = 0;
  virtual void lock_ends() = 0;
};

class WriteLockVfs {
 public:
  // Registers itself under a name of its own. The listener must outlive it. Throws DatabaseError.
  explicit WriteLockVfs(WriteLockListener& listener);
  WriteLockVfs(const WriteLockVfs&) = delete;
  WriteLockVfs& operator=(const WriteLockVfs&) = delete;
  // Its connection must be closed.
  ~WriteLockVfs();

  // For sqlite3_open_v2, of one connection.
  [[nodiscard]] const char* name() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace berth::storage::sqlite
