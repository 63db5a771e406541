#include "storage/sqlite/engine/database_copy.h"

#include <fstream>

#include "base/small_files.h"
#include "storage/sqlite/engine/test_support.h"
#include "storage/sqlite/schema/schema.h"

namespace berth::storage::sqlite {
namespace {

class DatabaseCopyTest : public DatabaseTest {
 protected:
  DatabaseCopyTest() {
    Database database(file(), Access::read_write);
    database.execute("CREATE TABLE t (content BLOB); INSERT INTO t VALUES (zeroblob(100000))");
    database.execute("PRAGMA user_version = 7; PRAGMA application_id = 8");
  }
  [[nodiscard]] std::filesystem::path copy() const { return file().parent_path() / "copy"; }
  void expect_whole_copy() const {
    Database database(copy(), Access::as_it_is);
    EXPECT_EQ(integer(database, "SELECT length(content) FROM t"), 100'000);
    EXPECT_EQ(integer(database, "PRAGMA user_version"), 7);
    EXPECT_EQ(integer(database, "PRAGMA application_id"), 8);
  }
};

TEST_F(DatabaseCopyTest, IsCompleteAndForItsOwnerAlone) {
  EXPECT_EQ(copy_database(file(), copy()), CopyOutcome::made);
  expect_whole_copy();
  EXPECT_EQ(std::filesystem::status(copy()).permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

TEST_F(DatabaseCopyTest, IncludesTheContentOfTheLog) {
  Database writer(file(), Access::read_write);
  writer.execute("INSERT INTO t VALUES (zeroblob(1))");
  EXPECT_EQ(copy_database(file(), copy()), CopyOutcome::made);
  Database database(copy(), Access::as_it_is);
  EXPECT_EQ(integer(database, "SELECT count(*) FROM t"), 2);
}

TEST_F(DatabaseCopyTest, ReplacesAnEarlierCopyAndTheRestOfAnInterruptedOne) {
  std::ofstream(copy()) << "earlier";
  std::ofstream(copy().string() + ".new") << "half";
  EXPECT_EQ(copy_database(file(), copy()), CopyOutcome::made);
  expect_whole_copy();
  EXPECT_FALSE(std::filesystem::exists(copy().string() + ".new"));
}

TEST_F(DatabaseCopyTest, LeavesNothingBehindOnAFullDisk) {
  {
    const SmallFiles limit(50'000);
    EXPECT_EQ(copy_database(file(), copy()), CopyOutcome::no_room);
  }
  EXPECT_FALSE(std::filesystem::exists(copy()));
  EXPECT_FALSE(std::filesystem::exists(copy().string() + ".new"));
}

}  // namespace
}  // namespace berth::storage::sqlite
