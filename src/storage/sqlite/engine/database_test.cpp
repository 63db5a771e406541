#include "storage/sqlite/engine/database.h"

#include <array>
#include <atomic>
#include <limits>
#include <optional>
#include <thread>
#include <utility>

#include "storage/sqlite/engine/test_support.h"

namespace berth::storage::sqlite {
namespace {

using namespace std::string_view_literals;

TEST_F(DatabaseTest, CreatesAFileForItsOwnerAlone) {
  const Database database(file(), Access::read_write);
  EXPECT_EQ(std::filesystem::status(file()).permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

TEST_F(DatabaseTest, SyncsEveryCommit) {
  Database database(file(), Access::read_write);
  constexpr std::int64_t kFull = 2;
  EXPECT_EQ(integer(database, "PRAGMA synchronous"), kFull);
  EXPECT_EQ(integer(database, "PRAGMA foreign_keys"), 1);
}

TEST_F(DatabaseTest, ThrowsWhenTheFileToReadIsMissing) {
  EXPECT_THROW(Database(file(), Access::read_only), DatabaseError);
}

TEST_F(DatabaseTest, ThrowsWhenAStatementIsWrong) {
  Database database(file(), Access::read_write);
  EXPECT_THROW(database.execute("no SQL"), DatabaseError);
  EXPECT_THROW(Statement(database, "SELECT no_column").execute(), DatabaseError);
}

TEST_F(DatabaseTest, KeepsTextAndBytesUnchanged) {
  Database database(file(), Access::read_write);
  database.execute("CREATE TABLE t (text TEXT, bytes BLOB, empty TEXT, number INTEGER) STRICT");
  Statement(database, "INSERT INTO t VALUES (?, ?, ?, ?)")
      .execute("caf\xc3\xa9"sv, Bytes{"\x00\xff\n"sv}, std::string_view(), std::int64_t{-1});
  Statement select(database, "SELECT text, bytes, empty, number FROM t");
  Statement::Run row = select.run();
  ASSERT_TRUE(row.step());
  EXPECT_EQ(row.text(0), "caf\xc3\xa9"sv);
  EXPECT_EQ(row.bytes(1), "\x00\xff\n"sv);
  EXPECT_EQ(row.text(2), "");
  EXPECT_EQ(row.integer(3), -1);
  EXPECT_FALSE(row.step());
}

TEST_F(DatabaseTest, KeepsNumbersAndTimesUnchanged) {
  Database database(file(), Access::read_write);
  database.execute("CREATE TABLE t (number INTEGER, time INTEGER, before_1970 INTEGER) STRICT");
  constexpr std::uint64_t kLargest = std::numeric_limits<std::int64_t>::max();
  constexpr Timestamp kTime{std::chrono::milliseconds(1'695'067'468'108)};
  constexpr Timestamp kBefore1970{std::chrono::milliseconds(-1)};
  Statement(database, "INSERT INTO t VALUES (?, ?, ?)").execute(kLargest, kTime, kBefore1970);
  Statement select(database, "SELECT number, time, before_1970, 0, 4096 FROM t");
  Statement::Run row = select.run();
  ASSERT_TRUE(row.step());
  EXPECT_EQ(row.number(0), kLargest);
  EXPECT_EQ(row.time(1), kTime);
  EXPECT_EQ(row.integer(1), 1'695'067'468'108);
  EXPECT_EQ(row.time(2), kBefore1970);
  EXPECT_EQ(row.number(3), 0U);
  EXPECT_EQ(row.number(4), 4096U);
}

TEST_F(DatabaseTest, BindsATimeThatMayBeMissing) {
  Database database(file(), Access::read_write);
  constexpr Timestamp kTime{std::chrono::milliseconds(7)};
  Statement select(database, "SELECT ?");
  {
    Statement::Run row = select.run(std::optional(kTime));
    ASSERT_TRUE(row.step());
    EXPECT_EQ(row.time(0), kTime);
  }
  Statement::Run row = select.run(std::optional<Timestamp>());
  ASSERT_TRUE(row.step());
  EXPECT_TRUE(row.is_null(0));
}

TEST_F(DatabaseTest, AcceptsALimitLargerThanAnyNumberOfRows) {
  Database database(file(), Access::read_write);
  database.execute("CREATE TABLE t (number INTEGER); INSERT INTO t VALUES (1), (2)");
  Statement select(database, "SELECT number FROM t LIMIT ?");
  const auto count = [&](std::size_t limit) {
    std::size_t rows = 0;
    Statement::Run row = select.run(limit);
    while (row.step()) ++rows;
    return rows;
  };
  EXPECT_EQ(count(0), 0U);
  EXPECT_EQ(count(1), 1U);
  EXPECT_EQ(count(std::numeric_limits<std::size_t>::max()), 2U);
}

TEST_F(DatabaseTest, UndoesInMemoryWhatOneOperationOfManyWrote) {
  Database database(file(), Access::read_write);
  database.execute(
      "CREATE TABLE t (content BLOB);"
      "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)"
      " INSERT INTO t SELECT zeroblob(1000) FROM n");
  database.execute("BEGIN; SAVEPOINT operation");
  const auto open_files = [] {
    using Files = std::filesystem::directory_iterator;
    return std::distance(Files("/proc/self/fd"), Files());
  };
  const auto before = open_files();
  // Far more pages than SQLite keeps for a savepoint before it moves them to a file.
  database.execute("UPDATE t SET content = randomblob(1000)");
  EXPECT_EQ(open_files(), before);
  database.execute("ROLLBACK TO operation; RELEASE operation; COMMIT");
  EXPECT_EQ(integer(database, "SELECT count(*) FROM t WHERE content = zeroblob(1000)"), 1000);
}

TEST_F(DatabaseTest, UndoesATransactionThatWasNotCommitted) {
  Database database(file(), Access::read_write);
  database.execute("CREATE TABLE t (number INTEGER)");
  {
    const Transaction transaction(database, Access::read_write);
    database.execute("INSERT INTO t VALUES (1)");
  }
  EXPECT_EQ(integer(database, "SELECT count(*) FROM t"), 0);
  {
    Transaction transaction(database, Access::read_write);
    database.execute("INSERT INTO t VALUES (1)");
    transaction.commit();
  }
  EXPECT_EQ(integer(database, "SELECT count(*) FROM t"), 1);
}

TEST_F(DatabaseTest, LetsAReaderReadButNotWrite) {
  Database writer(file(), Access::read_write);
  writer.execute("CREATE TABLE t (number INTEGER)");
  Database reader(file(), Access::read_only);
  EXPECT_EQ(integer(reader, "SELECT count(*) FROM t"), 0);
  EXPECT_THROW(reader.execute("INSERT INTO t VALUES (1)"), DatabaseError);
}

TEST_F(DatabaseTest, ShowsAReadingTransactionOneState) {
  Database writer(file(), Access::read_write);
  writer.execute("CREATE TABLE t (number INTEGER)");
  Database reader(file(), Access::read_only);
  {
    const Transaction snapshot(reader, Access::read_only);
    EXPECT_EQ(integer(reader, "SELECT count(*) FROM t"), 0);
    writer.execute("INSERT INTO t VALUES (1)");
    EXPECT_EQ(integer(reader, "SELECT count(*) FROM t"), 0);
  }
  EXPECT_EQ(integer(reader, "SELECT count(*) FROM t"), 1);
}

TEST_F(DatabaseTest, BeginsTheLogAnewEvenIfAReaderIsAlwaysPresent) {
  Database writer(file(), Access::read_write);
  writer.execute("CREATE TABLE t (content BLOB)");
  // A reader leaves only when the next one has come, so that each commit finds one that needs the
  // old pages. It stays for two commits, or as long as the writer waits for readers to leave, and
  // no longer.
  std::atomic<std::uint64_t> commits = 0;
  std::jthread readers([&](const std::stop_token& stop) {
    std::array<std::optional<Database>, 2> connections;
    for (auto& connection : connections) connection.emplace(file(), Access::read_only);
    std::array<std::optional<Transaction>, 2> snapshots;
    for (std::size_t next = 0; !stop.stop_requested(); next = 1 - next) {
      snapshots.at(next).emplace(*connections.at(next), Access::read_only);
      const std::uint64_t first = commits;
      const auto last = std::chrono::steady_clock::now() + std::chrono::milliseconds(5);
      do {
        integer(*connections.at(next), "SELECT count(*) FROM t");
      } while (commits < first + 2 && std::chrono::steady_clock::now() < last);
      snapshots.at(1 - next).reset();
    }
  });
  // A log that begins anew is truncated. On a busy machine many waits for a moment without readers
  // are in vain; one success is enough to show that the writer waits. Without waiting, no number of
  // commits would find such a moment, so the limit may be large: some tens are needed.
  constexpr std::uint64_t kMostCommits = 5'000;
  const std::filesystem::path log = file().concat("-wal");
  std::uintmax_t size = 0;
  bool has_begun_anew = false;
  while (!has_begun_anew && commits < kMostCommits) {
    writer.execute("DELETE FROM t; INSERT INTO t VALUES (zeroblob(1048576))");
    const std::uintmax_t before = std::exchange(size, std::filesystem::file_size(log));
    has_begun_anew = size < before;
    ++commits;
  }
  EXPECT_TRUE(has_begun_anew) << size << " bytes";
}

}  // namespace
}  // namespace berth::storage::sqlite
