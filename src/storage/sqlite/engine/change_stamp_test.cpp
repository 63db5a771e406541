#include "storage/sqlite/engine/change_stamp.h"

#include <algorithm>
#include <system_error>
#include <vector>

#include "storage/sqlite/engine/test_support.h"

namespace berth::storage::sqlite {
namespace {

class ChangeStampTest : public DatabaseTest {
 protected:
  ChangeStampTest() {
    database_.execute("CREATE TABLE t (number INTEGER) STRICT");
    stamp_.emplace(file());
  }

  // Closed before the stamp is destroyed, as the stamp requires.
  std::optional<ChangeStamp> stamp_;
  Database database_{file(), Access::read_write};
};

TEST_F(ChangeStampTest, StaysTheSameWhileNothingIsCommitted) {
  const auto before = stamp_->read();
  ASSERT_TRUE(before);
  EXPECT_EQ(integer(database_, "SELECT count(*) FROM t"), 0);
  database_.execute("BEGIN IMMEDIATE");
  database_.execute("INSERT INTO t VALUES (1)");
  EXPECT_EQ(stamp_->read(), before);
  database_.execute("ROLLBACK");
  EXPECT_EQ(stamp_->read(), before);
}

TEST_F(ChangeStampTest, ChangesWithEveryCommit) {
  std::vector<ChangeStamp::Value> seen{stamp_->read().value()};
  for (int i = 0; i < 100; ++i) {
    database_.execute("INSERT INTO t VALUES (1)");
    const ChangeStamp::Value now = stamp_->read().value();
    EXPECT_EQ(std::ranges::count(seen, now), 0);
    seen.push_back(now);
  }
}

TEST_F(ChangeStampTest, SeesTheCommitsOfOtherConnections) {
  const auto before = stamp_->read();
  Database other(file(), Access::read_write);
  EXPECT_EQ(stamp_->read(), before);
  other.execute("INSERT INTO t VALUES (1)");
  EXPECT_NE(stamp_->read(), before);
}

TEST_F(ChangeStampTest, ChangesWhenTheLogBeginsAnew) {
  database_.execute("INSERT INTO t VALUES (1)");
  const auto before = stamp_->read();
  database_.execute("PRAGMA wal_checkpoint(RESTART)");
  database_.execute("INSERT INTO t VALUES (1)");
  EXPECT_NE(stamp_->read(), before);
}

TEST(ChangeStamp, ThrowsWithoutADatabase) {
  const TemporaryFolder folder;
  EXPECT_THROW(ChangeStamp(folder.path() / "metadata.sqlite"), std::system_error);
}

}  // namespace
}  // namespace berth::storage::sqlite
