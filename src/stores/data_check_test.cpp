#include "stores/data_check.h"

#include <gtest/gtest.h>

#include "base/test_support.h"
#include "base/test_user.h"
#include "stores/data_opening.h"

namespace berth::stores {
namespace {

using std::filesystem::perms;

TEST(DataCheck, KeepsAServerFromStartingThatMayNotUseAFolderOfBlobs) {
  const AsUser nobody(kNobody);
  const TemporaryFolder folder;
  const SystemClock clock;
  SystemEntropy entropy;
  ops::Config config;
  config.data_dir = folder.path();
  ASSERT_TRUE(open_for_server(config, clock, entropy));
  const auto root = folder.path() / "blobs/sha256";
  std::filesystem::create_directories(root / "0f");
  ASSERT_TRUE(open_for_server(config, clock, entropy));
  for (const auto& closed : {root, root / "0f"}) {
    std::filesystem::permissions(closed, perms::owner_read | perms::owner_exec);
    const auto refused = open_for_server(config, clock, entropy);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().subject, closed.string());
    EXPECT_EQ(refused.error().reason,
              "Permission denied: the server's user has to own it, and everything in the data "
              "directory: run chown -R on that");
    // Much can be done without that folder.
    EXPECT_TRUE(open_for_command(config, KeyNeed::required));
    std::filesystem::permissions(closed, perms::owner_all);
  }
}

TEST(DataCheck, LooksAtNothingThatIsNoFolderOfBlobs) {
  const AsUser nobody(kNobody);
  const TemporaryFolder folder;
  const auto directory = ops::DataDirectory::open(folder.path());
  EXPECT_TRUE(check_folders(*directory));  // no folder exists
  const auto other = folder.path() / "blobs/sha256/lost+found";
  std::filesystem::create_directories(other);
  std::filesystem::permissions(other, perms::none);
  EXPECT_TRUE(check_folders(*directory));
  std::filesystem::permissions(other, perms::owner_all);
}

}  // namespace
}  // namespace berth::stores
