#include "storage/sqlite/engine/mapped_vfs.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <filesystem>
#include <string>

#include "base/file.h"
#include "storage/sqlite/engine/database.h"

namespace berth::storage::sqlite {
namespace {

// The pages that every connection visits again and again are read without a system call; the rest
// of a larger file by pread(2). With a larger mapping, every page ever touched would count as
// memory of the process.
constexpr std::size_t kMappedBytes = std::size_t{16} << 20U;
// SQLite reads some bytes beyond the end of a damaged page (os_unix.c, unixFetch).
constexpr std::size_t kGuardBytes = 256;

sqlite3_vfs& default_vfs() {
  sqlite3_vfs* found = sqlite3_vfs_find(nullptr);
  if (found == nullptr) throw DatabaseError("SQLite has no file system");
  return *found;
}

}  // namespace

class MappedVfs::Impl {
 public:
  Impl();
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  ~Impl();
  [[nodiscard]] const char* name() const { return name_.c_str(); }

 private:
  struct MappedFile;

  static int open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags,
                  int* out_flags);
  static int fetch(sqlite3_file* file, sqlite3_int64 offset, int size, void** page);
  static int unfetch(sqlite3_file* file, sqlite3_int64 offset, void* page);
  static const sqlite3_io_methods kMethods;

  void map(const std::filesystem::path& file);
  void follow_size();

  sqlite3_vfs& unix_;
  sqlite3_vfs vfs_;
  std::string name_;
  File file_;
  std::byte* mapped_ = nullptr;
  // How much may be touched: nothing beyond the end of the file.
  std::atomic<std::size_t> readable_bytes_ = 0;
};

// The file as SQLite sees it; the file of the underlying VFS follows directly behind it.
struct MappedVfs::Impl::MappedFile : sqlite3_file {
  Impl* vfs;

  static MappedFile& of(sqlite3_file* file) { return *static_cast<MappedFile*>(file); }
  sqlite3_file* below() { return reinterpret_cast<sqlite3_file*>(this + 1); }

  // A method that is passed on to the file below.
  template <auto Method>
  struct Same;
  template <typename Value, typename... Arguments,
            Value (*sqlite3_io_methods::*Method)(sqlite3_file*, Arguments...)>
  struct Same<Method> {
    static Value call(sqlite3_file* file, Arguments... arguments) {
      sqlite3_file* below = of(file).below();
      return (below->pMethods->*Method)(below, arguments...);
    }
  };

  // The file below must not be mapped as well.
  static int control(sqlite3_file* file, int operation, void* argument) {
    if (operation == SQLITE_FCNTL_MMAP_SIZE) return SQLITE_OK;
    return Same<&sqlite3_io_methods::xFileControl>::call(file, operation, argument);
  }
};

const sqlite3_io_methods MappedVfs::Impl::kMethods = {
    .iVersion = 3,
    .xClose = MappedFile::Same<&sqlite3_io_methods::xClose>::call,
    .xRead = MappedFile::Same<&sqlite3_io_methods::xRead>::call,
    .xWrite = MappedFile::Same<&sqlite3_io_methods::xWrite>::call,
    .xTruncate = MappedFile::Same<&sqlite3_io_methods::xTruncate>::call,
    .xSync = MappedFile::Same<&sqlite3_io_methods::xSync>::call,
    .xFileSize = MappedFile::Same<&sqlite3_io_methods::xFileSize>::call,
    .xLock = MappedFile::Same<&sqlite3_io_methods::xLock>::call,
    .xUnlock = MappedFile::Same<&sqlite3_io_methods::xUnlock>::call,
    .xCheckReservedLock = MappedFile::Same<&sqlite3_io_methods::xCheckReservedLock>::call,
    .xFileControl = MappedFile::control,
    .xSectorSize = MappedFile::Same<&sqlite3_io_methods::xSectorSize>::call,
    .xDeviceCharacteristics = MappedFile::Same<&sqlite3_io_methods::xDeviceCharacteristics>::call,
    .xShmMap = MappedFile::Same<&sqlite3_io_methods::xShmMap>::call,
    .xShmLock = MappedFile::Same<&sqlite3_io_methods::xShmLock>::call,
    .xShmBarrier = MappedFile::Same<&sqlite3_io_methods::xShmBarrier>::call,
    .xShmUnmap = MappedFile::Same<&sqlite3_io_methods::xShmUnmap>::call,
    .xFetch = Impl::fetch,
    .xUnfetch = Impl::unfetch,
};

MappedVfs::Impl::Impl() : unix_(default_vfs()), vfs_(unix_) {
  static std::atomic<unsigned> count = 0;
  name_ = "berth-" + std::to_string(++count);
  vfs_.zName = name_.c_str();
  vfs_.szOsFile += static_cast<int>(sizeof(MappedFile));
  vfs_.xOpen = open;
  vfs_.pAppData = this;  // used only by open: the other methods ignore it
  if (sqlite3_vfs_register(&vfs_, /*makeDflt=*/0) != SQLITE_OK) {
    throw DatabaseError("SQLite accepts no other VFS");
  }
}

MappedVfs::Impl::~Impl() {
  sqlite3_vfs_unregister(&vfs_);
  if (mapped_ != nullptr) ::munmap(mapped_, kMappedBytes);
}

int MappedVfs::Impl::open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags,
                          int* out_flags) {
  auto& self = *static_cast<Impl*>(vfs->pAppData);
  // The log and temporary files are ordinary files.
  if ((flags & SQLITE_OPEN_MAIN_DB) == 0) {
    return self.unix_.xOpen(&self.unix_, name, file, flags, out_flags);
  }
  MappedFile& mapped = MappedFile::of(file);
  mapped.pMethods = nullptr;  // nothing to close
  mapped.vfs = &self;
  const int opened = self.unix_.xOpen(&self.unix_, name, mapped.below(), flags, out_flags);
  if (opened != SQLITE_OK) return opened;
  mapped.pMethods = &kMethods;
  // Only once: closing the file would drop SQLite's locks on it (fcntl(2)).
  if (!self.file_.is_open()) self.map(name);
  return SQLITE_OK;
}

// If mapping fails, everything is read by system calls.
void MappedVfs::Impl::map(const std::filesystem::path& file) {
  file_ = File(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file_.is_open()) return;
  void* mapped = ::mmap(nullptr, kMappedBytes, PROT_READ, MAP_SHARED, file_.descriptor(),
                        /*offset=*/0);
  if (mapped == MAP_FAILED) return;
  mapped_ = static_cast<std::byte*>(mapped);
  follow_size();
}

void MappedVfs::Impl::follow_size() {
  struct stat now{};
  const bool is_known = mapped_ != nullptr && ::fstat(file_.descriptor(), &now) == 0;
  const std::size_t size = is_known ? static_cast<std::size_t>(now.st_size) : 0;
  readable_bytes_ = std::min(size, kMappedBytes);
}

int MappedVfs::Impl::fetch(sqlite3_file* file, sqlite3_int64 offset, int size, void** page) {
  const Impl& self = *MappedFile::of(file).vfs;
  const auto end = static_cast<std::size_t>(offset) + static_cast<std::size_t>(size);
  *page = end + kGuardBytes <= self.readable_bytes_ ? self.mapped_ + offset : nullptr;
  return SQLITE_OK;
}

// Without a page: "unmap", at the first read after a commit. A file that has grown can be read
// further; in WAL mode it shrinks only when no reader needs the part that is cut off.
int MappedVfs::Impl::unfetch(sqlite3_file* file, sqlite3_int64, void* page) {
  if (page == nullptr) MappedFile::of(file).vfs->follow_size();
  return SQLITE_OK;
}

MappedVfs::MappedVfs() : impl_(std::make_unique<Impl>()) {}
MappedVfs::~MappedVfs() = default;

const char* MappedVfs::name() const {
  return impl_->name();
}

}  // namespace berth::storage::sqlite
