#include "storage/sqlite/engine/mapped_vfs.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <filesystem>

#include "base/file.h"
#include "storage/sqlite/engine/vfs_shim.h"

namespace berth::storage::sqlite {
namespace {

// The pages that every connection visits again and again are read without a system call; the rest
// of a larger file by pread(2). With a larger mapping, every page ever touched would count as
// memory of the process.
constexpr std::size_t kMappedBytes = std::size_t{16} << 20U;
// SQLite reads some bytes beyond the end of a damaged page (os_unix.c, unixFetch).
constexpr std::size_t kGuardBytes = 256;

}  // namespace

class MappedVfs::Impl final : public VfsShim {
 public:
  Impl() : VfsShim(mapped_methods()) {}
  ~Impl() override;

 private:
  static sqlite3_io_methods mapped_methods();
  static int control(sqlite3_file* file, int operation, void* argument);
  static int fetch(sqlite3_file* file, sqlite3_int64 offset, int size, void** page);
  static int unfetch(sqlite3_file* file, sqlite3_int64 offset, void* page);
  static Impl& of(sqlite3_file* file) { return static_cast<Impl&>(*File::of(file).shim); }

  void opened(const char* name) override;
  void map(const std::filesystem::path& file);
  void follow_size();

  berth::File file_;
  std::byte* mapped_ = nullptr;
  // How much may be touched: nothing beyond the end of the file.
  std::atomic<std::size_t> readable_bytes_ = 0;
};

sqlite3_io_methods MappedVfs::Impl::mapped_methods() {
  sqlite3_io_methods methods = passed_on();
  methods.xFileControl = control;
  methods.xFetch = fetch;
  methods.xUnfetch = unfetch;
  return methods;
}

MappedVfs::Impl::~Impl() {
  if (mapped_ != nullptr) ::munmap(mapped_, kMappedBytes);
}

// Only once: closing the file would drop SQLite's locks on it (fcntl(2)).
void MappedVfs::Impl::opened(const char* name) {
  if (!file_.is_open()) map(name);
}

// The file below must not be mapped as well.
int MappedVfs::Impl::control(sqlite3_file* file, int operation, void* argument) {
  if (operation == SQLITE_FCNTL_MMAP_SIZE) return SQLITE_OK;
  return File::Same<&sqlite3_io_methods::xFileControl>::call(file, operation, argument);
}

// If mapping fails, everything is read by system calls.
void MappedVfs::Impl::map(const std::filesystem::path& file) {
  file_ = berth::File(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
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
  const Impl& self = of(file);
  const auto end = static_cast<std::size_t>(offset) + static_cast<std::size_t>(size);
  *page = end + kGuardBytes <= self.readable_bytes_ ? self.mapped_ + offset : nullptr;
  return SQLITE_OK;
}

// Without a page: "unmap", at the first read after a commit. A file that has grown can be read
// further; in WAL mode it shrinks only when no reader needs the part that is cut off.
int MappedVfs::Impl::unfetch(sqlite3_file* file, sqlite3_int64, void* page) {
  if (page == nullptr) of(file).follow_size();
  return SQLITE_OK;
}

MappedVfs::MappedVfs() : impl_(std::make_unique<Impl>()) {}
MappedVfs::~MappedVfs() = default;

const char* MappedVfs::name() const {
  return impl_->name();
}

}  // namespace berth::storage::sqlite
