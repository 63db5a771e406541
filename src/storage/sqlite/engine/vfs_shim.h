// What the VFSs of this folder have in common: each is a shim over SQLite's own VFS, to which it
// leaves everything that it does not do itself (https://www.sqlite.org/vfs.html section 2.3).
#pragma once

#include <sqlite3.h>

#include <string>

namespace berth::storage::sqlite {

class VfsShim {
 public:
  VfsShim(const VfsShim&) = delete;
  VfsShim& operator=(const VfsShim&) = delete;
  virtual ~VfsShim();

  // For sqlite3_open_v2.
  [[nodiscard]] const char* name() const { return name_.c_str(); }

 protected:
  // A database as SQLite sees it; the file of the underlying VFS follows directly behind it.
  struct File : sqlite3_file {
    VfsShim* shim;

    static File& of(sqlite3_file* file) { return *static_cast<File*>(file); }
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
  };
  // The methods of a file that passes everything on.
  static sqlite3_io_methods passed_on();

  // Registers itself under a name of its own, and gives these methods to databases; logs and
  // temporary files are ordinary files. Throws DatabaseError.
  explicit VfsShim(const sqlite3_io_methods& methods);

 private:
  static int open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags,
                  int* out_flags);
  // A database has been opened.
  virtual void opened(const char* /*name*/) {}

  const sqlite3_io_methods methods_;
  sqlite3_vfs& unix_;
  sqlite3_vfs vfs_;
  std::string name_;
};

}  // namespace berth::storage::sqlite
