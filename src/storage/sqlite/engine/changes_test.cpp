#include "storage/sqlite/engine/changes.h"

#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <barrier>
#include <csignal>
#include <thread>

#include "storage/sqlite/engine/test_support.h"

namespace berth::storage::sqlite {
namespace {

const Scope kWeb = Scope::of(RepositoryKey{1});
const Scope kOther = Scope::of(RepositoryKey{2});
const Scope kAcme = Scope::of(*RegistryId::parse("123456789012"));

// `database_` is ours; other connections stand for other processes.
class ChangesTest : public DatabaseTest {
 protected:
  ChangesTest() {
    database_.execute("CREATE TABLE t (number INTEGER) STRICT");
    changes_.watch(file());
  }

  Basis basis_of(const Scope& scope) { return Basis({.scope = scope, .version = changes_.now()}); }
  bool is_current(const Basis& basis) { return changes_.is_current(basis); }
  void commit(std::initializer_list<Scope> touched) {
    Transaction transaction(database_, Access::read_write);
    database_.execute("INSERT INTO t VALUES (1)");
    for (const Scope& scope : touched) changes_.touch(scope);
    transaction.commit();
  }
  void commit_elsewhere() {
    Database(file(), Access::read_write).execute("INSERT INTO t VALUES (2)");
  }

  Changes changes_;
  WriteLockVfs vfs_{changes_};
  Database database_{file(), Access::read_write, vfs_.name()};
};

TEST_F(ChangesTest, OutdateOnlyWhatACommitTouches) {
  const Basis web = basis_of(kWeb);
  const Basis other = basis_of(kOther);
  const Basis acme = basis_of(kAcme);
  const Basis everything = basis_of(Scope::everything());
  commit({kWeb});
  EXPECT_FALSE(is_current(web));
  EXPECT_TRUE(is_current(other));
  EXPECT_TRUE(is_current(acme));
  EXPECT_FALSE(is_current(everything));
  EXPECT_TRUE(is_current(basis_of(kWeb)));
  EXPECT_TRUE(is_current(Basis()));
  commit({kAcme, kOther});
  EXPECT_FALSE(is_current(other));
  EXPECT_FALSE(is_current(acme));
}

TEST_F(ChangesTest, OutdateEverythingIfACommitTouchesEverything) {
  const Basis web = basis_of(kWeb);
  commit({Scope::everything()});
  EXPECT_FALSE(is_current(web));
  EXPECT_TRUE(is_current(basis_of(kWeb)));
}

TEST_F(ChangesTest, OutdateNothingIfACommitTouchesNothing) {
  const Basis everything = basis_of(Scope::everything());
  commit({});
  EXPECT_TRUE(is_current(everything));
}

TEST_F(ChangesTest, OutdateABasisWithOneOutdatedPart) {
  Basis both = basis_of(kWeb);
  both.depend_on({.scope = kOther, .version = changes_.now()});
  commit({kOther});
  EXPECT_FALSE(is_current(both));
}

TEST_F(ChangesTest, OutdateWhatIsTouchedBeforeTheCommit) {
  const Basis before = basis_of(kWeb);
  const Basis other = basis_of(kOther);
  {
    Transaction transaction(database_, Access::read_write);
    database_.execute("INSERT INTO t VALUES (1)");
    changes_.touch(kWeb);
    EXPECT_FALSE(is_current(before));
    // Whether a reader that begins now sees the commit is open.
    EXPECT_FALSE(is_current(basis_of(kWeb)));
    EXPECT_TRUE(is_current(other));
    transaction.commit();
  }
  EXPECT_FALSE(is_current(before));
  EXPECT_TRUE(is_current(other));
  EXPECT_TRUE(is_current(basis_of(kWeb)));
}

TEST_F(ChangesTest, GoOnAfterATransactionThatWasUndone) {
  const Basis other = basis_of(kOther);
  {
    Transaction transaction(database_, Access::read_write);
    database_.execute("INSERT INTO t VALUES (1)");
    changes_.touch(kWeb);
  }
  EXPECT_TRUE(is_current(basis_of(kWeb)));
  EXPECT_TRUE(is_current(other));
}

TEST_F(ChangesTest, OutdateEverythingWhenAnotherConnectionCommits) {
  const Basis web = basis_of(kWeb);
  commit_elsewhere();
  EXPECT_FALSE(is_current(web));
  const Basis again = basis_of(kWeb);
  EXPECT_TRUE(is_current(again));
  commit_elsewhere();
  commit({kOther});
  EXPECT_FALSE(is_current(web));
  EXPECT_FALSE(is_current(again));
  EXPECT_TRUE(is_current(basis_of(kWeb)));
}

TEST_F(ChangesTest, OutdateEverythingWhenAnotherConnectionCommitsBeforeATransactionWithoutWrites) {
  const Basis web = basis_of(kWeb);
  commit_elsewhere();
  {
    const Transaction nothing(database_, Access::read_write);
  }
  EXPECT_FALSE(is_current(web));
}

TEST_F(ChangesTest, StayTheSameWhenTheLogBeginsAnew) {
  commit({kOther});
  const Basis web = basis_of(kWeb);
  database_.execute("PRAGMA wal_checkpoint(RESTART)");
  EXPECT_TRUE(is_current(web));
  commit({kOther});
  EXPECT_TRUE(is_current(web));
}

// Both begin at the same time, so that either may come right behind the other.
TEST_F(ChangesTest, MissNoCommitOfOthersInARace) {
  constexpr int kRounds = 200;
  std::barrier start(2);
  const std::jthread ours([&] {
    for (int i = 0; i < kRounds; ++i) {
      start.arrive_and_wait();
      EXPECT_NO_THROW(commit({kOther}));
    }
  });
  Database elsewhere(file(), Access::read_write);
  for (int i = 0; i < kRounds; ++i) {
    const Basis web = basis_of(kWeb);
    start.arrive_and_wait();
    EXPECT_NO_THROW(elsewhere.execute("INSERT INTO t VALUES (2)"));
    EXPECT_FALSE(is_current(web)) << i;
  }
}

TEST_F(ChangesTest, StayCurrentWhileOurOwnCommitsTouchOthers) {
  constexpr int kCommits = 300;
  const Basis web = basis_of(kWeb);
  std::atomic<bool> is_over = false;
  const std::jthread ours([&] {
    for (int i = 0; i < kCommits; ++i) EXPECT_NO_THROW(commit({kOther}));
    is_over = true;
  });
  while (!is_over) {
    EXPECT_TRUE(is_current(web));
    EXPECT_TRUE(is_current(basis_of(kWeb)));
  }
}

// Commits one row after another until it is killed.
[[noreturn]] void commit_until_killed(const std::filesystem::path& file) {
  Database database(file, Access::read_write);
  for (;;) database.execute("INSERT INTO t VALUES (3)");
}

TEST(Changes, MissNoCommitOfAProcessThatIsKilled) {
  constexpr int kRounds = 20;
  const TemporaryFolder folder;
  const std::filesystem::path file = folder.path() / "test.db";
  {
    Database database(file, Access::read_write);
    database.execute("CREATE TABLE t (number INTEGER) STRICT");
  }
  // No other thread runs, and nothing is open, so each child may do anything.
  std::vector<pid_t> children;
  for (int i = 0; i < kRounds; ++i) {
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    const pid_t child = ::fork();
    if (child == 0) {
      char go = 0;
      ::close(ends[1]);
      if (::read(ends[0], &go, 1) != 1) ::_exit(1);
      commit_until_killed(file);
    }
    ::close(ends[0]);
    children.push_back(child);
    children.push_back(ends[1]);
  }
  Changes changes;
  const WriteLockVfs vfs(changes);
  Database database(file, Access::read_write, vfs.name());
  changes.watch(file);
  Statement count(database, "SELECT count(*) FROM t");
  const auto rows = [&] {
    Statement::Run row = count.run();
    EXPECT_TRUE(row.step());
    return row.integer(0);
  };
  for (std::size_t i = 0; i < children.size(); i += 2) {
    ASSERT_EQ(::write(children[i + 1], "g", 1), 1);
    const std::int64_t start = rows();
    while (rows() < start + 5) std::this_thread::yield();
    const Basis basis({.scope = kWeb, .version = changes.now()});
    const std::int64_t before = rows();
    ::kill(children[i], SIGKILL);
    int status = 0;
    ::waitpid(children[i], &status, 0);
    ::close(children[i + 1]);
    // Its last commit counts as soon as anyone sees it, even if it did not live to see it itself.
    if (rows() != before) {
      EXPECT_FALSE(changes.is_current(basis)) << i;
    }
    database.execute("INSERT INTO t VALUES (1)");
    EXPECT_TRUE(changes.is_current(Basis({.scope = kWeb, .version = changes.now()}))) << i;
  }
}

}  // namespace
}  // namespace berth::storage::sqlite
