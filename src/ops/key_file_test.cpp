#include "ops/key_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "base/test_support.h"

namespace berth::ops {
namespace {

using std::filesystem::perms;

class KeyFileTest : public testing::Test {
 protected:
  static constexpr std::size_t kKeyBytes = 32;

  const TemporaryFolder folder_;
  SystemEntropy entropy_;
  const KeyFile file_{folder_.path() / "server.key", kKeyBytes};
};

TEST_F(KeyFileTest, KeepsTheKeyThatItMade) {
  const auto first = file_.read_or_make(entropy_);
  ASSERT_TRUE(first);
  EXPECT_EQ(first->size(), kKeyBytes);
  EXPECT_EQ(file_.read_or_make(entropy_), first);
  EXPECT_EQ(file_.read(), first);
  EXPECT_EQ(file_.find().value(), *first);
}

TEST_F(KeyFileTest, IsAccessibleToItsOwnerOnly) {
  ASSERT_TRUE(file_.read_or_make(entropy_));
  EXPECT_EQ(std::filesystem::status(file_.path()).permissions(),
            perms::owner_read | perms::owner_write);
  EXPECT_FALSE(file_.is_open_to_others());
}

TEST_F(KeyFileTest, KnowsWhetherOthersHaveAccess) {
  ASSERT_TRUE(file_.read_or_make(entropy_));
  // A group of the server's own, as for Kubernetes' secrets.
  std::filesystem::permissions(file_.path(), perms::owner_read | perms::group_read);
  EXPECT_FALSE(file_.is_open_to_others());
  for (const perms more : {perms::others_read, perms::others_write}) {
    std::filesystem::permissions(file_.path(), perms::owner_read | more);
    EXPECT_TRUE(file_.is_open_to_others());
  }
}

TEST_F(KeyFileTest, DistinguishesAMissingKeyFromADamagedOne) {
  EXPECT_EQ(file_.find().value(), std::nullopt);
  EXPECT_TRUE(file_.read().error().reason.starts_with("is missing"));
  for (const std::size_t size : {0U, 31U, 33U}) {
    std::ofstream(file_.path()) << std::string(size, 'k');
    for (const auto& key : {file_.read(), file_.read_or_make(entropy_)}) {
      ASSERT_FALSE(key) << size;
      EXPECT_EQ(key.error().subject, file_.path().string());
      EXPECT_TRUE(key.error().reason.starts_with("is damaged")) << key.error().reason;
    }
    EXPECT_FALSE(file_.find());
  }
}

TEST_F(KeyFileTest, DoesNotReportAnUnreadableKeyAsMissing) {
  std::filesystem::create_symlink("server.key", file_.path());
  const auto key = file_.find();
  ASSERT_FALSE(key);
  EXPECT_TRUE(key.error().reason.starts_with("Too many levels of symbolic links: name the file"));
}

TEST_F(KeyFileTest, DoesNotMakeAKeyBehindADanglingLink) {
  std::filesystem::create_symlink("elsewhere", file_.path());
  const auto key = file_.read_or_make(entropy_);
  ASSERT_FALSE(key);
  EXPECT_TRUE(key.error().reason.starts_with("is a link to a file that is missing"));
  EXPECT_FALSE(std::filesystem::exists(folder_.path() / "elsewhere"));
}

TEST_F(KeyFileTest, SaysWhyItCannotBeMade) {
  const KeyFile nowhere(folder_.path() / "missing/server.key", kKeyBytes);
  const auto key = nowhere.read_or_make(entropy_);
  ASSERT_FALSE(key);
  EXPECT_EQ(key.error().subject, nowhere.path().string());
  EXPECT_EQ(key.error().reason, "cannot be made: No such file or directory");
}

TEST_F(KeyFileTest, IsNeitherAFolderNorAPipe) {
  std::filesystem::create_directory(file_.path());
  EXPECT_EQ(file_.find().error().reason,
            "Is a directory: name the file of the server key with --server-key");
  std::filesystem::remove(file_.path());
  ASSERT_EQ(::mkfifo(file_.path().c_str(), 0600), 0);
  // It did not wait for a writer.
  EXPECT_EQ(file_.find().error().reason,
            "Illegal seek: name the file of the server key with --server-key");
}

}  // namespace
}  // namespace berth::ops
