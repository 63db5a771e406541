#include "ops/data_directory.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <future>
#include <thread>

#include "base/test_flock.h"
#include "base/test_support.h"
#include "base/test_user.h"

namespace berth::ops {
namespace {

// How many descriptors of this process refer to the file.
std::ptrdiff_t open_count(const std::filesystem::path& file) {
  std::error_code gone;  // closed since it was listed
  return std::ranges::count_if(
      std::filesystem::directory_iterator("/proc/self/fd"),
      [&](const auto& entry) { return std::filesystem::equivalent(entry.path(), file, gone); });
}

class DataDirectoryTest : public testing::Test {
 protected:
  const TemporaryFolder folder_;
  const std::filesystem::path path_ = folder_.path() / "data";  // does not exist yet
};

TEST_F(DataDirectoryTest, IsAccessibleToItsOwnerOnly) {
  const auto directory = DataDirectory::open(path_);
  ASSERT_TRUE(directory);
  ASSERT_TRUE(directory->make_blobs());
  for (const auto& folder : {path_, directory->blobs()}) {
    EXPECT_EQ(std::filesystem::status(folder).permissions(), std::filesystem::perms::owner_all);
  }
}

TEST_F(DataDirectoryTest, BelongsToOneServerAtATime) {
  {
    const auto first = DataDirectory::open(path_);
    ASSERT_TRUE(first);
    const auto second = DataDirectory::open(path_, std::chrono::milliseconds(0));
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().reason, "another berth is using it");
  }
  EXPECT_TRUE(DataDirectory::open(path_));
}

TEST_F(DataDirectoryTest, IsNotServedFromAFileSystemWithoutLocks) {
  for (const int failure : {EOPNOTSUPP, ENOLCK}) {
    const FailingFlock none(failure);
    for (const auto& directory :
         {DataDirectory::open(path_), DataDirectory::open_for_restore(path_)}) {
      ASSERT_FALSE(directory);
      EXPECT_EQ(directory.error().subject, path_.string());
      EXPECT_TRUE(directory.error().reason.starts_with("cannot be locked (flock): "))
          << directory.error().reason;
    }
  }
}

TEST_F(DataDirectoryTest, WaitsForACommandThatIsAboutToEnd) {
  std::optional<DataDirectory> command;
  command.emplace(*DataDirectory::open(path_));
  auto server = std::async(std::launch::async, [this] { return DataDirectory::open(path_); });
  // Waits until both have the lock file open, and the server is about to find that it is locked.
  while (open_count(path_ / "serve.lock") < 2 &&
         server.wait_for(std::chrono::seconds(0)) != std::future_status::ready) {
    std::this_thread::yield();
  }
  command.reset();
  EXPECT_TRUE(server.get());
}

TEST_F(DataDirectoryTest, IsNotMistakenForANewOneWhenItsDatabaseIsGone) {
  for (const char* left : {"blobs/sha256", "blobs/sha512", "uploads", "metadata.db-wal",
                           "credentials", "blobs/berth-store"}) {
    std::filesystem::create_directories(path_ / left);
    for (const auto& directory : {DataDirectory::open(path_), DataDirectory::attach(path_)}) {
      ASSERT_FALSE(directory) << left;
      EXPECT_EQ(directory.error().subject, (path_ / "metadata.db").string());
      EXPECT_TRUE(directory.error().reason.starts_with("is missing, and " + std::string(left) +
                                                       " is there"));
    }
    std::filesystem::remove_all(path_);
  }
}

TEST_F(DataDirectoryTest, IsNewUntilTheDatabaseHasItsFinalName) {
  std::filesystem::create_directories(path_ / "blobs");
  for (const char* made : {"metadata.db.new", "blobs/berth-store", "credentials", "server.key"}) {
    std::ofstream(path_ / made) << "x";
    const auto directory = DataDirectory::open(path_);
    ASSERT_TRUE(directory) << made;
    EXPECT_TRUE(directory->is_new());
  }
  EXPECT_FALSE(DataDirectory::attach(path_));
  std::filesystem::rename(path_ / "metadata.db.new", path_ / "metadata.db");
  EXPECT_FALSE(DataDirectory::open(path_)->is_new());
  EXPECT_TRUE(DataDirectory::attach(path_));
}

TEST_F(DataDirectoryTest, RefusesLinksInPlaceOfItsFilesAndSaysWhatToDo) {
  const TemporaryFolder elsewhere;
  std::filesystem::create_directories(path_);
  std::ofstream(path_ / "metadata.db") << "x";
  for (const char* name :
       {"metadata.db", "metadata.db-wal", "metadata.db-shm", "administration.log"}) {
    for (const bool is_there : {true, false}) {
      const TemporaryFolder folder;
      std::filesystem::copy(path_, folder.path(), std::filesystem::copy_options::recursive);
      std::filesystem::remove(folder.path() / name);
      if (is_there) std::ofstream(elsewhere.path() / name) << "x";
      std::filesystem::create_symlink(elsewhere.path() / name, folder.path() / name);
      for (const auto& directory :
           {DataDirectory::open(folder.path()), DataDirectory::attach(folder.path())}) {
        ASSERT_FALSE(directory) << name;
        EXPECT_EQ(directory.error().subject, (folder.path() / name).string());
        EXPECT_EQ(directory.error().reason,
                  "is a link, which is not followed: put the file itself in its place, or move the "
                  "whole directory and name it with --data-dir");
      }
      EXPECT_FALSE(std::filesystem::exists(folder.path() / "serve.lock"));
      std::filesystem::remove(elsewhere.path() / name);
    }
  }
}

TEST_F(DataDirectoryTest, RefusesALinkInPlaceOfItsLockForARestoreToo) {
  std::filesystem::create_directories(path_);
  std::filesystem::create_symlink("elsewhere", path_ / "serve.lock");
  for (const auto& directory :
       {DataDirectory::open(path_), DataDirectory::open_for_restore(path_)}) {
    ASSERT_FALSE(directory);
    EXPECT_EQ(directory.error().subject, (path_ / "serve.lock").string());
    EXPECT_TRUE(directory.error().reason.starts_with("is a link, which is not followed: "));
  }
  EXPECT_FALSE(std::filesystem::exists(path_ / "elsewhere"));
}

TEST_F(DataDirectoryTest, DoesNotCreateTheFolderOfBlobsBehindADanglingLink) {
  const auto directory = DataDirectory::open(path_);
  ASSERT_TRUE(directory);
  std::filesystem::create_directory_symlink("elsewhere", path_ / "blobs");
  EXPECT_FALSE(directory->make_blobs());
  EXPECT_FALSE(std::filesystem::exists(path_ / "elsewhere"));
  std::filesystem::create_directory(path_ / "elsewhere");
  EXPECT_TRUE(directory->make_blobs());
}

TEST_F(DataDirectoryTest, SaysWhatIsWrongWithTheFolderOfBlobs) {
  const auto directory = DataDirectory::open(path_);
  ASSERT_TRUE(directory);
  EXPECT_TRUE(directory->check_blobs().error().reason.starts_with("is missing"));
  std::ofstream(path_ / "blobs") << "x";
  EXPECT_EQ(directory->check_blobs().error().reason, "is not a folder");
  EXPECT_EQ(directory->check_blobs().error().subject, (path_ / "blobs").string());
}

TEST_F(DataDirectoryTest, IsNotServedIfItsContentCannotBeUsed) {
  // Root may do everything, so this tests another user's permissions.
  const AsUser nobody(kNobody);
  const TemporaryFolder folder;
  const std::filesystem::path& path = folder.path();
  std::filesystem::create_directories(path / "blobs");
  std::ofstream(path / "metadata.db") << "x";
  ASSERT_TRUE(DataDirectory::open(path));
  for (const char* part : {"blobs", "metadata.db"}) {
    const auto allowed = std::filesystem::status(path / part).permissions();
    std::filesystem::permissions(path / part, std::filesystem::perms::none);
    const auto directory = DataDirectory::open(path);
    ASSERT_FALSE(directory) << part;
    EXPECT_EQ(directory.error().subject, (path / part).string());
    EXPECT_EQ(directory.error().reason,
              "Permission denied: run it as the server's user, who has to own the directory");
    std::filesystem::permissions(path / part, allowed);
  }
}

TEST_F(DataDirectoryTest, IsNotCreatedWhereItsUserMayNotWrite) {
  const AsUser nobody(kNobody);
  const TemporaryFolder folder;
  const auto allowed = std::filesystem::status(folder.path()).permissions();
  std::filesystem::permissions(
      folder.path(), std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec);
  for (const auto& path : {folder.path(), folder.path() / "data"}) {
    const auto directory = DataDirectory::open(path);
    ASSERT_FALSE(directory) << path;
    EXPECT_EQ(directory.error().subject, path.string());
    EXPECT_EQ(directory.error().reason,
              "Permission denied: run it as the server's user, who has to own the directory");
  }
  std::filesystem::permissions(folder.path(), allowed);
}

TEST_F(DataDirectoryTest, IsUsedOnlyByTheOwnerOfItsDatabase) {
  // A file of root's, read by another user.
  const TemporaryFolder folder;
  std::filesystem::permissions(folder.path(), std::filesystem::perms::all);
  std::filesystem::create_symlink("/proc/version", folder.path() / "metadata.db");
  const AsUser nobody(kNobody);
  for (const auto& directory :
       {DataDirectory::open(folder.path()), DataDirectory::attach(folder.path())}) {
    ASSERT_FALSE(directory);
    EXPECT_EQ(directory.error().subject, (folder.path() / "metadata.db").string());
    EXPECT_TRUE(directory.error().reason.starts_with("belongs to user "));
    EXPECT_TRUE(directory.error().reason.ends_with("berth ...`"));
  }
  EXPECT_FALSE(std::filesystem::exists(folder.path() / "serve.lock"));
}

TEST_F(DataDirectoryTest, KnowsWhetherOthersMayWriteToIt) {
  using std::filesystem::perms;
  const auto directory = DataDirectory::open(path_);
  ASSERT_TRUE(directory);
  EXPECT_FALSE(directory->is_open_to_others());
  std::filesystem::permissions(path_, perms::owner_all | perms::others_read | perms::group_read);
  EXPECT_FALSE(directory->is_open_to_others());
  for (const perms more : {perms::others_write, perms::group_write}) {
    std::filesystem::permissions(path_, perms::owner_all | more);
    EXPECT_TRUE(directory->is_open_to_others());
  }
}

TEST_F(DataDirectoryTest, CannotReplaceAFile) {
  std::ofstream(path_) << "x";
  for (const auto& path : {path_, path_ / "below"}) {
    const auto directory = DataDirectory::open(path);
    ASSERT_FALSE(directory) << path;
    EXPECT_TRUE(directory.error().reason.ends_with(": --data-dir names a directory"))
        << directory.error().reason;
  }
}

TEST(DataDirectory, SaysWhatToDoWhereNothingCanBeWritten) {
  const auto reason = [](std::errc code) { return with_remedy(std::make_error_code(code)); };
  EXPECT_EQ(reason(std::errc::read_only_file_system),
            "Read-only file system: mount it for writing, or name another directory with "
            "--data-dir");
  EXPECT_EQ(reason(std::errc::no_space_on_device),
            "No space left on device: make room, or name another directory with --data-dir");
  EXPECT_EQ(reason(std::errc::io_error), "Input/output error");
}

}  // namespace
}  // namespace berth::ops
