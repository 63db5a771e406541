#include "storage/sqlite/engine/write_lock_vfs.h"

#include "storage/sqlite/engine/vfs_shim.h"

namespace berth::storage::sqlite {
namespace {

constexpr int kWriteLock = 0;  // WAL_WRITE_LOCK in wal.c, as xShmLock counts locks

}  // namespace

class WriteLockVfs::Impl final : public VfsShim {
 public:
  explicit Impl(WriteLockListener& listener) : VfsShim(locking_methods()), listener_(listener) {}

 private:
  static sqlite3_io_methods locking_methods() {
    sqlite3_io_methods methods = passed_on();
    methods.xShmLock = lock;
    return methods;
  }

  static int lock(sqlite3_file* file, int offset, int count, int flags) {
    WriteLockListener& listener = static_cast<Impl&>(*File::of(file).shim).listener_;
    const bool is_write_lock = offset == kWriteLock && (flags & SQLITE_SHM_EXCLUSIVE) != 0;
    if (is_write_lock && (flags & SQLITE_SHM_UNLOCK) != 0) listener.lock_ends();
    const int done = File::Same<&sqlite3_io_methods::xShmLock>::call(file, offset, count, flags);
    if (is_write_lock && (flags & SQLITE_SHM_LOCK) != 0 && done == SQLITE_OK) {
      listener.lock_taken();
    }
    return done;
  }

  WriteLockListener& listener_;
};

WriteLockVfs::WriteLockVfs(WriteLockListener& listener) : impl_(std::make_unique<Impl>(listener)) {}
WriteLockVfs::~WriteLockVfs() = default;

const char* WriteLockVfs::name() const {
  return impl_->name();
}

}  // namespace berth::storage::sqlite
