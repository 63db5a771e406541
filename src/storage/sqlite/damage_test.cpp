// The listener of a database hears of damage, whichever statement finds it.
#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <string>
#include <vector>

#include "base/out_of_room.h"
#include "storage/sqlite/engine/test_support.h"
#include "storage/sqlite/sqlite_database.h"

namespace berth::storage::sqlite {
namespace {

// SQLite's own VFS, with logs that can be made to fail.
class BrokenVfs {
 public:
  BrokenVfs() {
    broken = SQLITE_OK;
    unix_vfs = sqlite3_vfs_find(nullptr);
    vfs_ = *unix_vfs;
    vfs_.zName = "broken";
    vfs_.pNext = nullptr;
    vfs_.xOpen = open;
    sqlite3_vfs_register(&vfs_, /*makeDflt=*/0);
  }
  BrokenVfs(const BrokenVfs&) = delete;
  BrokenVfs& operator=(const BrokenVfs&) = delete;
  ~BrokenVfs() { sqlite3_vfs_unregister(&vfs_); }

  // The error with which a sync of the log fails from now on.
  static inline int broken = SQLITE_OK;

 private:
  static int open(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out_flags) {
    const int opened = unix_vfs->xOpen(unix_vfs, name, file, flags, out_flags);
    if (opened != SQLITE_OK || (flags & SQLITE_OPEN_WAL) == 0) return opened;
    methods = *file->pMethods;
    unix_sync = methods.xSync;
    methods.xSync = sync;
    file->pMethods = &methods;
    return opened;
  }
  static int sync(sqlite3_file* file, int flags) {
    return broken == SQLITE_OK ? unix_sync(file, flags) : broken;
  }

  static inline sqlite3_vfs* unix_vfs = nullptr;
  static inline sqlite3_io_methods methods{};
  static inline int (*unix_sync)(sqlite3_file*, int) = nullptr;
  sqlite3_vfs vfs_{};
};

class DamageTest : public DatabaseTest {
 protected:
  // Overwrites all pages except the first, as a failing disk may.
  void overwrite_pages() const {
    const File bytes(::open(file().c_str(), O_WRONLY | O_CLOEXEC));
    const std::string noise(std::filesystem::file_size(file()) - kPageBytes, '\xa5');
    write_all(bytes, std::as_bytes(std::span(noise)), kPageBytes);
  }
  void make_tables() const {
    Database database(file(), Access::read_write);
    database.execute("CREATE TABLE t (x); CREATE TABLE u (x); INSERT INTO t VALUES (1)");
  }

  static constexpr std::size_t kPageBytes = 4096;
  std::vector<std::string> heard_;
  const DamageListener listener_ = [this](const std::string& what) { heard_.push_back(what); };
};

TEST_F(DamageTest, IsReportedByReadersAndWriters) {
  make_tables();
  overwrite_pages();
  Database reader(file(), Access::read_only, nullptr, &listener_);
  EXPECT_THROW(integer(reader, "SELECT x FROM t"), DatabaseDamaged);
  ASSERT_EQ(heard_.size(), 1U);
  EXPECT_NE(heard_[0].find("test.db: database disk image is malformed"), std::string::npos);
  Database writer(file(), Access::read_write, nullptr, &listener_);
  EXPECT_THROW(writer.execute("INSERT INTO t VALUES (2)"), DatabaseDamaged);
  EXPECT_EQ(heard_.size(), 2U);
}

TEST_F(DamageTest, IncludesAFileThatIsNotADatabase) {
  make_tables();
  {
    const File bytes(::open(file().c_str(), O_WRONLY | O_CLOEXEC));
    const std::string noise(kPageBytes, '\xa5');
    write_all(bytes, std::as_bytes(std::span(noise)), 0);
  }
  EXPECT_THROW(Database(file(), Access::read_write, nullptr, &listener_), DatabaseDamaged);
  EXPECT_EQ(heard_.size(), 1U);
}

TEST_F(DamageTest, IncludesACommitThatTheDiskRefuses) {
  const BrokenVfs vfs;
  Database database(file(), Access::read_write, "broken", &listener_);
  database.execute("CREATE TABLE t (x)");
  BrokenVfs::broken = SQLITE_IOERR_FSYNC;
  Transaction transaction(database, Access::read_write);
  database.execute("INSERT INTO t VALUES (1)");
  EXPECT_TRUE(heard_.empty());
  EXPECT_THROW(transaction.commit(), DatabaseDamaged);
  EXPECT_EQ(heard_.size(), 1U);
}

TEST_F(DamageTest, ExcludesAFullDisk) {
  const BrokenVfs vfs;
  Database database(file(), Access::read_write, "broken", &listener_);
  database.execute("CREATE TABLE t (x)");
  for (const int full : {SQLITE_FULL, SQLITE_IOERR_SHMSIZE}) {
    BrokenVfs::broken = full;
    try {
      database.execute("INSERT INTO t VALUES (1)");
      FAIL();
    } catch (const std::system_error& failure) {
      EXPECT_TRUE(is_out_of_room(failure.code()));
    }
  }
  BrokenVfs::broken = SQLITE_OK;
  database.execute("INSERT INTO t VALUES (2)");
  EXPECT_TRUE(heard_.empty());
}

TEST_F(DamageTest, IncludesATagWithoutAnImageAndAMediaTypeWithoutText) {
  {
    const SqliteDatabase made({.file = file()});
  }
  Database(file(), Access::read_write)
      .execute(
          "PRAGMA foreign_keys=OFF;"
          "INSERT INTO tags (repository, name, created_at, image_sequence, image, version_key)"
          " VALUES (1, 'v1', 0, 1, x'00', x''),"
          " (2, 'v1', 0, 1, x'00"  // sha256, size, time, and the media types 99 and none
          "1111111111111111111111111111111111111111111111111111111111111111"
          "0100000000000000000000000000000063000000"
          "00000000', x'')");
  SqliteDatabase database({.file = file(), .on_damage = listener_});
  for (const RepositoryKey repository : {1, 2}) {
    EXPECT_THROW(database.reader()->tags.list(repository, "", 10, [](const TagView&) {}),
                 DatabaseDamaged);
  }
  ASSERT_EQ(heard_.size(), 2U);
  EXPECT_NE(heard_[0].find("the row of a tag holds no image"), std::string::npos);
  EXPECT_NE(heard_[1].find("a media type has no text"), std::string::npos);
}

TEST_F(DamageTest, ExcludesAMistakeInAStatement) {
  Database database(file(), Access::read_write, nullptr, &listener_);
  EXPECT_THROW(database.execute("no SQL"), DatabaseError);
  EXPECT_TRUE(heard_.empty());
}

TEST_F(DamageTest, IsReportedToTheOwnerOfAllConnections) {
  {
    const SqliteDatabase made({.file = file()});
  }
  SqliteDatabase database({.file = file(), .on_damage = listener_});
  overwrite_pages();
  EXPECT_THROW(database.reader()->registries.list(), DatabaseDamaged);
  EXPECT_EQ(heard_.size(), 1U);
}

TEST_F(DamageTest, IsFoundByACheckOfTheDatabaseThatWritesNothing) {
  SqliteDatabase database({.file = file(), .on_damage = listener_});
  const auto before = database.version();
  database.check();
  EXPECT_EQ(database.version(), before);
}

}  // namespace
}  // namespace berth::storage::sqlite
