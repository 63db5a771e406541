#include "storage/sqlite/engine/vfs_shim.h"

#include <atomic>

#include "storage/sqlite/engine/database.h"

namespace berth::storage::sqlite {
namespace {

sqlite3_vfs& default_vfs() {
  sqlite3_vfs* found = sqlite3_vfs_find(nullptr);
  if (found == nullptr) throw DatabaseError("SQLite has no file system");
  return *found;
}

}  // namespace

sqlite3_io_methods VfsShim::passed_on() {
  using Methods = sqlite3_io_methods;
  return {
      .iVersion = 3,
      .xClose = File::Same<&Methods::xClose>::call,
      .xRead = File::Same<&Methods::xRead>::call,
      .xWrite = File::Same<&Methods::xWrite>::call,
      .xTruncate = File::Same<&Methods::xTruncate>::call,
      .xSync = File::Same<&Methods::xSync>::call,
      .xFileSize = File::Same<&Methods::xFileSize>::call,
      .xLock = File::Same<&Methods::xLock>::call,
      .xUnlock = File::Same<&Methods::xUnlock>::call,
      .xCheckReservedLock = File::Same<&Methods::xCheckReservedLock>::call,
      .xFileControl = File::Same<&Methods::xFileControl>::call,
      .xSectorSize = File::Same<&Methods::xSectorSize>::call,
      .xDeviceCharacteristics = File::Same<&Methods::xDeviceCharacteristics>::call,
      .xShmMap = File::Same<&Methods::xShmMap>::call,
      .xShmLock = File::Same<&Methods::xShmLock>::call,
      .xShmBarrier = File::Same<&Methods::xShmBarrier>::call,
      .xShmUnmap = File::Same<&Methods::xShmUnmap>::call,
      .xFetch = File::Same<&Methods::xFetch>::call,
      .xUnfetch = File::Same<&Methods::xUnfetch>::call,
  };
}

VfsShim::VfsShim(const sqlite3_io_methods& methods)
    : methods_(methods), unix_(default_vfs()), vfs_(unix_) {
  static std::atomic<unsigned> count = 0;
  name_ = "berth-" + std::to_string(++count);
  vfs_.zName = name_.c_str();
  vfs_.szOsFile += static_cast<int>(sizeof(File));
  vfs_.xOpen = open;
  vfs_.pAppData = this;  // used only by open: the other methods ignore it
  if (sqlite3_vfs_register(&vfs_, /*makeDflt=*/0) != SQLITE_OK) {
    throw DatabaseError("SQLite accepts no other VFS");
  }
}

VfsShim::~VfsShim() {
  sqlite3_vfs_unregister(&vfs_);
}

int VfsShim::open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags,
                  int* out_flags) {
  auto& self = *static_cast<VfsShim*>(vfs->pAppData);
  if ((flags & SQLITE_OPEN_MAIN_DB) == 0) {
    return self.unix_.xOpen(&self.unix_, name, file, flags, out_flags);
  }
  File& shimmed = File::of(file);
  shimmed.pMethods = nullptr;  // nothing to close
  shimmed.shim = &self;
  const int opened = self.unix_.xOpen(&self.unix_, name, shimmed.below(), flags, out_flags);
  if (opened != SQLITE_OK) return opened;
  shimmed.pMethods = &self.methods_;
  self.opened(name);
  return SQLITE_OK;
}

}  // namespace berth::storage::sqlite
