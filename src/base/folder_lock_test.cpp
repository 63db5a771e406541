#include "base/folder_lock.h"

#include <gtest/gtest.h>

#include <system_error>

#include "base/test_flock.h"
#include "base/test_support.h"

namespace berth {
namespace {

using Kind = FolderLock::Kind;

TEST(FolderLock, IsSharedOrExclusive) {
  const TemporaryFolder folder;
  {
    const auto one = FolderLock::try_take(folder.path(), Kind::shared);
    EXPECT_TRUE(one);
    EXPECT_TRUE(FolderLock::try_take(folder.path(), Kind::shared));
    EXPECT_FALSE(FolderLock::try_take(folder.path(), Kind::exclusive));
  }
  const FolderLock alone = FolderLock::take(folder.path(), Kind::exclusive);
  EXPECT_FALSE(FolderLock::try_take(folder.path(), Kind::shared));
  EXPECT_FALSE(FolderLock::try_take(folder.path(), Kind::exclusive));
}

TEST(FolderLock, LeavesNoTrace) {
  const TemporaryFolder folder;
  EXPECT_TRUE(FolderLock::try_take(folder.path(), Kind::exclusive));
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(FolderLock, NeedsAFolder) {
  const TemporaryFolder folder;
  EXPECT_THROW(FolderLock::take(folder.path() / "absent", Kind::shared), std::system_error);
}

TEST(FolderLock, IsRefusedOrFreeOnAFileSystemWithoutLocks) {
  const TemporaryFolder folder;
  const FailingFlock none(EOPNOTSUPP);
  EXPECT_THROW(FolderLock::take(folder.path(), Kind::exclusive), std::system_error);
  EXPECT_THROW(FolderLock::try_take(folder.path(), Kind::shared), std::system_error);
  EXPECT_TRUE(FolderLock::try_take(folder.path(), Kind::shared, FolderLock::Unsupported::is_free));
}

// Another process may hold one.
TEST(FolderLock, IsNotFreeWhileNoLockCanBeHad) {
  const TemporaryFolder folder;
  const FailingFlock full(ENOLCK);
  EXPECT_THROW(FolderLock::try_take(folder.path(), Kind::shared, FolderLock::Unsupported::is_free),
               std::system_error);
}

}  // namespace
}  // namespace berth
