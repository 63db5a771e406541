#include "ops/data_directory.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <future>
#include <thread>

#include "base/test_support.h"

namespace berth::ops {
namespace {

constexpr std::size_t kKeyBytes = 32;

// How many descriptors of this process are of the file.
std::ptrdiff_t open_count(const std::filesystem::path& file) {
  std::error_code gone;  // closed since it was listed
  return std::ranges::count_if(
      std::filesystem::directory_iterator("/proc/self/fd"),
      [&](const auto& entry) { return std::filesystem::equivalent(entry.path(), file, gone); });
}

constexpr uid_t kNobody = 65534;

// Who runs the tests, or another user if that is root.
class AsUser {
 public:
  explicit AsUser(uid_t other) { EXPECT_TRUE(former_ != 0 || ::seteuid(other) == 0); }
  AsUser(const AsUser&) = delete;
  AsUser& operator=(const AsUser&) = delete;
  ~AsUser() { EXPECT_TRUE(former_ != 0 || ::seteuid(former_) == 0); }

 private:
  const uid_t former_ = ::geteuid();
};

class DataDirectoryTest : public testing::Test {
 protected:
  const TemporaryFolder folder_;
  const std::filesystem::path path_ = folder_.path() / "data";  // which is not there yet
  SystemEntropy entropy_;
};

TEST_F(DataDirectoryTest, IsTheOwnersAlone) {
  const auto directory = DataDirectory::open(path_);
  ASSERT_TRUE(directory);
  EXPECT_EQ(std::filesystem::status(path_).permissions(), std::filesystem::perms::owner_all);
  ASSERT_TRUE(directory->master_key(kKeyBytes, entropy_));
  using std::filesystem::perms;
  EXPECT_EQ(std::filesystem::status(directory->key_file()).permissions(),
            perms::owner_read | perms::owner_write);
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

TEST_F(DataDirectoryTest, WaitsForACommandThatIsAboutToEnd) {
  std::optional<DataDirectory> command;
  command.emplace(*DataDirectory::open(path_));
  auto server = std::async(std::launch::async, [this] { return DataDirectory::open(path_); });
  // Until both have the lock's file open, and the server is about to find that it is taken.
  while (open_count(path_ / "serve.lock") < 2 &&
         server.wait_for(std::chrono::seconds(0)) != std::future_status::ready) {
    std::this_thread::yield();
  }
  command.reset();
  EXPECT_TRUE(server.get());
}

TEST_F(DataDirectoryTest, IsNotTakenForANewOneWhenItsDatabaseIsGone) {
  std::filesystem::create_directories(path_ / "blobs/sha256");
  const auto directory = DataDirectory::open(path_);
  ASSERT_FALSE(directory);
  EXPECT_EQ(directory.error().subject, (path_ / "metadata.db").string());
  EXPECT_TRUE(directory.error().reason.starts_with("is missing, and blobs/sha256 is there"));
  std::ofstream(path_ / "metadata.db") << "x";
  EXPECT_TRUE(DataDirectory::open(path_));
}

TEST_F(DataDirectoryTest, IsNotServedWithoutTheBlobsOfItsDatabase) {
  ASSERT_TRUE(DataDirectory::open(path_));
  EXPECT_EQ(std::filesystem::status(path_ / "blobs").permissions(),
            std::filesystem::perms::owner_all);
  ASSERT_TRUE(DataDirectory::open(path_));  // a first start that came no further
  std::ofstream(path_ / "metadata.db") << "x";
  ASSERT_TRUE(DataDirectory::open(path_));
  std::filesystem::remove(path_ / "blobs");
  const auto directory = DataDirectory::open(path_);
  ASSERT_FALSE(directory);
  EXPECT_EQ(directory.error().subject, (path_ / "blobs").string());
  EXPECT_TRUE(directory.error().reason.starts_with("is missing, and the database is there"));
  EXPECT_FALSE(std::filesystem::exists(path_ / "blobs"));
  const auto attached = DataDirectory::attach(path_);
  ASSERT_TRUE(attached);
  EXPECT_EQ(attached->check_blobs().error(), directory.error());
}

TEST_F(DataDirectoryTest, KeepsItsMasterKey) {
  const auto directory = DataDirectory::open(path_);
  ASSERT_TRUE(directory);
  const auto first = directory->master_key(kKeyBytes, entropy_);
  ASSERT_TRUE(first);
  EXPECT_EQ(first->size(), kKeyBytes);
  EXPECT_EQ(directory->master_key(kKeyBytes, entropy_), first);
}

TEST_F(DataDirectoryTest, DoesNotMakeANewKeyForAnOldDatabase) {
  const auto directory = DataDirectory::open(path_);
  ASSERT_TRUE(directory);
  std::ofstream(directory->database_file()) << "x";
  EXPECT_FALSE(directory->master_key(kKeyBytes, entropy_));
  std::ofstream(directory->key_file()) << "short";
  EXPECT_FALSE(directory->master_key(kKeyBytes, entropy_));
}

TEST_F(DataDirectoryTest, DoesNotCallAKeyMissingThatCannotBeRead) {
  const auto directory = DataDirectory::open(path_);
  ASSERT_TRUE(directory);
  std::ofstream(directory->database_file()) << "x";
  std::filesystem::create_symlink("server.key", directory->key_file());
  const auto key = directory->master_key(kKeyBytes, entropy_);
  ASSERT_FALSE(key);
  EXPECT_EQ(key.error().reason, "Too many levels of symbolic links: run it as the server's user");
}

TEST_F(DataDirectoryTest, IsNotServedWhereWhatIsInItCannotBeUsed) {
  // Root may everything: what is tested is what another user may.
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
    EXPECT_EQ(directory.error().reason, "Permission denied: run it as the server's user");
    std::filesystem::permissions(path / part, allowed);
  }
}

TEST_F(DataDirectoryTest, CannotBeWhereAFileIs) {
  std::ofstream(path_) << "x";
  EXPECT_FALSE(DataDirectory::open(path_));
}

}  // namespace
}  // namespace berth::ops
