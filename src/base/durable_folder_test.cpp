#include "base/durable_folder.h"

#include <gtest/gtest.h>

#include <fstream>

#include "base/test_support.h"

namespace berth {
namespace {

class DurableFolder : public testing::Test {
 protected:
  const TemporaryFolder folder_;
  std::error_code failure_;
};

TEST_F(DurableFolder, IsCreatedWithItsMissingParents) {
  const auto wanted = folder_.path() / "some/parents/folder";
  create_durably(wanted, failure_);
  EXPECT_FALSE(failure_);
  EXPECT_TRUE(std::filesystem::is_directory(wanted));
}

TEST_F(DurableFolder, MayBeNamedWithASlashAtItsEnd) {
  create_durably(folder_.path() / "some/folder/", failure_);
  EXPECT_FALSE(failure_);
  EXPECT_TRUE(std::filesystem::is_directory(folder_.path() / "some/folder"));
}

TEST_F(DurableFolder, MayExist) {
  create_durably(folder_.path(), failure_);
  EXPECT_FALSE(failure_);
}

TEST_F(DurableFolder, IsRefusedWhereAFileIs) {
  std::ofstream(folder_.path() / "file") << "something";
  create_durably(folder_.path() / "file/folder", failure_);
  EXPECT_EQ(failure_, std::errc::not_a_directory);
}

}  // namespace
}  // namespace berth
