#include "storage/sqlite/engine/mapped_vfs.h"

#include <sqlite3.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "storage/sqlite/engine/test_support.h"

namespace berth::storage::sqlite {
namespace {

constexpr int kPageBytes = 4096;

// A file opened and used as SQLite does it.
class OpenFile {
 public:
  OpenFile(const MappedVfs& vfs, std::string path)
      : vfs_(*sqlite3_vfs_find(vfs.name())),
        path_(std::move(path)),
        memory_(std::make_unique<std::max_align_t[]>(static_cast<std::size_t>(vfs_.szOsFile))) {
    constexpr int kFlags = SQLITE_OPEN_READONLY | SQLITE_OPEN_MAIN_DB;
    opened_ = vfs_.xOpen(&vfs_, path_.c_str(), file(), kFlags, nullptr);
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  ~OpenFile() {
    if (file()->pMethods != nullptr) file()->pMethods->xClose(file());
  }

  [[nodiscard]] int opened() const { return opened_; }
  // The first byte of a page, if it is mapped.
  std::optional<char> fetch(int page) {
    void* bytes = nullptr;
    EXPECT_EQ(file()->pMethods->xFetch(file(), std::int64_t{page} * kPageBytes, kPageBytes, &bytes),
              SQLITE_OK);
    if (bytes == nullptr) return std::nullopt;
    EXPECT_EQ(file()->pMethods->xUnfetch(file(), std::int64_t{page} * kPageBytes, bytes),
              SQLITE_OK);
    return *static_cast<const char*>(bytes);
  }
  // Does what SQLite does after a commit.
  void unmap() { EXPECT_EQ(file()->pMethods->xUnfetch(file(), 0, nullptr), SQLITE_OK); }
  std::string read(int page) {
    std::string bytes(kPageBytes, '\0');
    file()->pMethods->xRead(file(), bytes.data(), kPageBytes, std::int64_t{page} * kPageBytes);
    return bytes;
  }

 private:
  sqlite3_file* file() { return reinterpret_cast<sqlite3_file*>(memory_.get()); }

  sqlite3_vfs& vfs_;
  const std::string path_;
  std::unique_ptr<std::max_align_t[]> memory_;
  int opened_ = SQLITE_ERROR;
};

class MappedVfsTest : public DatabaseTest {
 protected:
  // Writes that many pages, the first full of 'a', the next of 'b'.
  void write_pages(int count) const {
    std::ofstream out(file());
    for (int page = 0; page < count; ++page) {
      out << std::string(kPageBytes, static_cast<char>('a' + page));
    }
  }

  MappedVfs vfs_;
};

TEST_F(MappedVfsTest, ReturnsTheContentOfTheFile) {
  write_pages(3);
  OpenFile opened(vfs_, file());
  ASSERT_EQ(opened.opened(), SQLITE_OK);
  EXPECT_EQ(opened.fetch(0), 'a');
  EXPECT_EQ(opened.fetch(1), 'b');
  EXPECT_EQ(opened.read(1), std::string(kPageBytes, 'b'));
}

TEST_F(MappedVfsTest, ReturnsNothingAtOrBeyondTheEndOfTheFile) {
  write_pages(3);
  OpenFile opened(vfs_, file());
  EXPECT_EQ(opened.fetch(2), std::nullopt);  // SQLite may read some bytes beyond it
  EXPECT_EQ(opened.fetch(3), std::nullopt);
  EXPECT_EQ(opened.fetch(1'000'000), std::nullopt);
  EXPECT_EQ(opened.read(2), std::string(kPageBytes, 'c'));
}

TEST_F(MappedVfsTest, FollowsAFileThatGrowsAndShrinks) {
  write_pages(2);
  OpenFile opened(vfs_, file());
  write_pages(4);
  EXPECT_EQ(opened.fetch(2), std::nullopt);
  opened.unmap();
  EXPECT_EQ(opened.fetch(2), 'c');
  std::filesystem::resize_file(file(), kPageBytes);
  opened.unmap();
  EXPECT_EQ(opened.fetch(0), std::nullopt);
  EXPECT_EQ(opened.fetch(1), std::nullopt);
  write_pages(5);
  opened.unmap();
  EXPECT_EQ(opened.fetch(3), 'd');
}

TEST_F(MappedVfsTest, RefusesAMissingFile) {
  OpenFile opened(vfs_, file());
  EXPECT_EQ(opened.opened(), SQLITE_CANTOPEN);
}

TEST_F(MappedVfsTest, ShowsReadersEveryCommitAndEveryCheckpoint) {
  Database writer(file(), Access::read_write);
  writer.execute("CREATE TABLE t (text TEXT)");
  Database one(file(), Access::read_only, vfs_.name());
  Database other(file(), Access::read_only, vfs_.name());
  std::int64_t rows = 0;
  for (int round = 0; round < 20; ++round) {
    {
      const Transaction snapshot(one, Access::read_only);
      EXPECT_EQ(integer(one, "SELECT count(*) FROM t"), rows);
      writer.execute("INSERT INTO t SELECT hex(randomblob(2000)) FROM (VALUES (1), (2), (3), (4))");
      if (round % 2 == 0) writer.execute("PRAGMA wal_checkpoint(PASSIVE)");
      EXPECT_EQ(integer(one, "SELECT count(*) FROM t WHERE length(text) = 4000"), rows);
    }
    rows += 4;
    EXPECT_EQ(integer(one, "SELECT count(*) FROM t WHERE length(text) = 4000"), rows);
    EXPECT_EQ(integer(other, "SELECT count(*) FROM t WHERE length(text) = 4000"), rows);
  }
}

TEST_F(MappedVfsTest, ReadsOnWhenAnotherProcessMakesTheFileShorter) {
  Database writer(file(), Access::read_write);
  writer.execute("CREATE TABLE t (number INTEGER, text TEXT)");
  writer.execute(
      "WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 1000)"
      " INSERT INTO t SELECT i, hex(randomblob(1000)) FROM n");
  writer.execute("PRAGMA wal_checkpoint(TRUNCATE)");
  Database reader(file(), Access::read_only, vfs_.name());
  EXPECT_EQ(integer(reader, "SELECT sum(length(text)) FROM t"), 2'000'000);
  const auto before = std::filesystem::file_size(file());
  writer.execute("DELETE FROM t WHERE number > 10; VACUUM; PRAGMA wal_checkpoint(TRUNCATE)");
  ASSERT_LT(std::filesystem::file_size(file()), before / 2);
  EXPECT_EQ(integer(reader, "SELECT sum(length(text)) FROM t"), 20'000);
  EXPECT_EQ(integer(reader, "SELECT sum(number) FROM t"), 55);
}

}  // namespace
}  // namespace berth::storage::sqlite
