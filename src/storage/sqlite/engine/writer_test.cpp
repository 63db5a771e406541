#include "storage/sqlite/engine/writer.h"

#include <atomic>
#include <latch>

#include "storage/sqlite/engine/test_support.h"

namespace berth::storage::sqlite {
namespace {

class WriterTest : public DatabaseTest {
 protected:
  WriterTest() {
    database_.execute("CREATE TABLE t (number INTEGER PRIMARY KEY)");
    database_.execute("CREATE TABLE parents (id INTEGER PRIMARY KEY)");
    database_.execute(
        "CREATE TABLE children (id INTEGER REFERENCES parents DEFERRABLE INITIALLY DEFERRED)");
  }

  void insert(std::int64_t number) { insert_.execute(number); }
  // The count that other connections see: committed rows only.
  std::int64_t count() {
    Database reader(file(), Access::read_only);
    return integer(reader, "SELECT count(*) FROM t");
  }
  // Submits all operations while the writer is busy, so that they form one batch. Returns how many
  // threw.
  int run_as_one_batch(const std::vector<std::function<WriteOutcome()>>& operations) {
    std::latch busy(1);
    std::latch go(1);
    std::atomic<int> threw = 0;
    std::vector<std::jthread> callers;
    callers.emplace_back([&] {
      writer_.run([&] {
        busy.count_down();
        go.wait();
        return WriteOutcome::keep;
      });
    });
    busy.wait();
    for (const auto& operation : operations) {
      callers.emplace_back([&, operation] {
        try {
          writer_.run(operation);
        } catch (const std::exception&) {
          ++threw;
        }
      });
    }
    while (writer_.queued() < operations.size()) std::this_thread::yield();
    go.count_down();
    callers.clear();
    return threw;
  }

  Database database_{file(), Access::read_write};
  Statement insert_{database_, "INSERT INTO t VALUES (?)"};
  Writer writer_{database_};
};

TEST_F(WriterTest, ReturnsWhenTheOperationIsCommitted) {
  writer_.run([&] {
    insert(1);
    return WriteOutcome::keep;
  });
  EXPECT_EQ(count(), 1);
}

TEST_F(WriterTest, UndoesAnOperationOnRequest) {
  writer_.run([&] {
    insert(1);
    return WriteOutcome::undo;
  });
  EXPECT_EQ(count(), 0);
}

TEST_F(WriterTest, UndoesAnOperationThatThrowsAndRethrows) {
  const auto operation = [&]() -> WriteOutcome {
    insert(1);
    throw std::domain_error("this one");
  };
  EXPECT_THROW(writer_.run(operation), std::domain_error);
  EXPECT_EQ(count(), 0);
}

TEST_F(WriterTest, ThrowsTheReasonWhySqliteItselfUndidTheBatch) {
  const auto as_on_a_full_disk = [&]() -> WriteOutcome {
    database_.execute("ROLLBACK");
    throw std::domain_error("the disk is full");
  };
  EXPECT_THROW(writer_.run(as_on_a_full_disk), std::domain_error);
  const auto keep = [&] {
    insert(1);
    return WriteOutcome::keep;
  };
  EXPECT_EQ(run_as_one_batch({keep, as_on_a_full_disk, keep}), 3);
  EXPECT_EQ(count(), 0);
  writer_.run(keep);
  EXPECT_EQ(count(), 1);
}

TEST_F(WriterTest, UndoesAFailedOperationWithoutTheOthersOfItsBatch) {
  std::vector<std::function<WriteOutcome()>> operations;
  for (std::int64_t number = 0; number < 9; ++number) {
    operations.emplace_back([this, number]() -> WriteOutcome {
      insert(number);
      if (number % 3 == 0) throw std::runtime_error("every third");
      return number % 3 == 1 ? WriteOutcome::keep : WriteOutcome::undo;
    });
  }
  EXPECT_EQ(run_as_one_batch(operations), 3);
  EXPECT_EQ(count(), 3);
}

TEST_F(WriterTest, TellsEveryCallerOfABatchThatItsCommitFailed) {
  Statement orphan(database_, "INSERT INTO children VALUES (1)");
  const auto keep = [&] {
    insert(integer(database_, "SELECT count(*) FROM t"));
    return WriteOutcome::keep;
  };
  const auto break_the_commit = [&] {
    orphan.execute();
    return WriteOutcome::keep;
  };
  EXPECT_EQ(run_as_one_batch({keep, break_the_commit, keep}), 3);
  EXPECT_EQ(count(), 0);
  writer_.run(keep);
  EXPECT_EQ(count(), 1);
}

TEST_F(WriterTest, SaysHowManyOperationsEachCommitHad) {
  const auto keep = [&] {
    insert(integer(database_, "SELECT count(*) FROM t"));
    return WriteOutcome::keep;
  };
  run_as_one_batch({keep, keep, keep});
  EXPECT_EQ(writer_.batch_sizes().count(), 2U);  // that of the operation before, and theirs
  EXPECT_EQ(writer_.batch_sizes().sum, 4U);
  EXPECT_EQ(writer_.commits().count(), 2U);
}

TEST_F(WriterTest, DoesNotCountACommitThatWroteNothing) {
  writer_.run([] { return WriteOutcome::undo; });
  EXPECT_EQ(writer_.batch_sizes().count(), 0U);
  EXPECT_EQ(writer_.commits().count(), 0U);
}

}  // namespace
}  // namespace berth::storage::sqlite
