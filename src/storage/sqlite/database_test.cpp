#include "storage/sqlite/database.h"

#include <gtest/gtest.h>

#include "storage/sqlite/schema.h"
#include "storage/sqlite/writer.h"

namespace berth::storage {
namespace {

class DatabaseTest : public testing::Test {
 protected:
  DatabaseTest() { std::filesystem::create_directories(folder_); }
  ~DatabaseTest() override { std::filesystem::remove_all(folder_); }

  std::filesystem::path folder_ =
      std::filesystem::path(testing::TempDir()) /
      (std::string("berth-db-") + testing::UnitTest::GetInstance()->current_test_info()->name());
  std::filesystem::path file_ = folder_ / "metadata.db";
};

TEST_F(DatabaseTest, KeepsTextWithAnyByteInIt) {
  Database database(file_, Access::read_write);
  database.execute("CREATE TABLE t (a TEXT, b BLOB)");
  const std::string bytes("a\0\xff", 3);
  Statement(database, "INSERT INTO t VALUES (?, ?)").execute(std::string_view(), Bytes{bytes});
  Statement select(database, "SELECT a, b, a IS NULL FROM t");
  Statement::Run row = select.run();
  ASSERT_TRUE(row.step());
  EXPECT_EQ(row.text(0), "");
  EXPECT_EQ(row.bytes(1), bytes);
  EXPECT_EQ(row.integer(2), 0);
  EXPECT_FALSE(row.step());
}

TEST_F(DatabaseTest, CommitsAreDurable) {
  Database database(file_, Access::read_write);
  Statement journal(database, "PRAGMA journal_mode");
  Statement::Run mode = journal.run();
  ASSERT_TRUE(mode.step());
  EXPECT_EQ(mode.text(0), "wal");
  Statement synchronous(database, "PRAGMA synchronous");
  Statement::Run level = synchronous.run();
  ASSERT_TRUE(level.step());
  EXPECT_EQ(level.integer(0), 2);  // FULL
}

TEST_F(DatabaseTest, MigratesOnceAndRefusesANewerSchema) {
  Database database(file_, Access::read_write);
  migrate(database);
  migrate(database);
  database.execute("PRAGMA user_version = 1000");
  EXPECT_THROW(migrate(database), DatabaseError);
}

TEST_F(DatabaseTest, AFileThatIsNoDatabaseIsRefused) {
  EXPECT_THROW(Database(folder_ / "missing" / "x.db", Access::read_write), DatabaseError);
}

TEST_F(DatabaseTest, TheWriterUndoesOneOperationAndKeepsTheOthers) {
  Database database(file_, Access::read_write);
  database.execute("CREATE TABLE t (a INTEGER UNIQUE)");
  Statement insert(database, "INSERT INTO t VALUES (?)");
  {
    Writer writer(database);
    writer.run([&] {
      insert.execute(std::int64_t{1});
      return WriteOutcome::keep;
    });
    writer.run([&] {
      insert.execute(std::int64_t{2});
      return WriteOutcome::undo;
    });
    EXPECT_THROW(writer.run([&] {
      insert.execute(std::int64_t{3});
      insert.execute(std::int64_t{1});  // violates UNIQUE
      return WriteOutcome::keep;
    }),
                 DatabaseError);
  }
  Statement count(database, "SELECT count(*), max(a) FROM t");
  Statement::Run row = count.run();
  ASSERT_TRUE(row.step());
  EXPECT_EQ(row.integer(0), 1);
  EXPECT_EQ(row.integer(1), 1);
}

}  // namespace
}  // namespace berth::storage
