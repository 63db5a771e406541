#include "base/private_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cerrno>
#include <fstream>
#include <iterator>

#include "base/test_support.h"

namespace berth {
namespace {

class PrivateFileTest : public testing::Test {
 protected:
  static void write(const std::filesystem::path& path, std::string_view content) {
    std::ofstream(path) << content;
  }
  static std::string content_of(const std::filesystem::path& path) {
    std::ifstream in(path);
    return {std::istreambuf_iterator<char>(in), {}};
  }

  const TemporaryFolder folder_;
  const std::filesystem::path file_ = folder_.path() / "file";
};

TEST_F(PrivateFileTest, BelongsToItsOwnerAlone) {
  EXPECT_TRUE(make_private_file(file_).is_open());
  using std::filesystem::perms;
  EXPECT_EQ(std::filesystem::status(file_).permissions(), perms::owner_read | perms::owner_write);
}

TEST_F(PrivateFileTest, IsNeverAnExistingFileOrTheTargetOfALink) {
  write(file_, "x");
  EXPECT_FALSE(make_private_file(file_).is_open());
  EXPECT_EQ(errno, EEXIST);
  const auto link = folder_.path() / "link";
  std::filesystem::create_symlink("nowhere", link);
  EXPECT_FALSE(make_private_file(link).is_open());
  EXPECT_FALSE(std::filesystem::exists(folder_.path() / "nowhere"));
}

TEST_F(PrivateFileTest, ReplacesAnExistingFile) {
  write(file_, "the old one, which is longer");
  replace_file(file_, "new");
  EXPECT_EQ(content_of(file_), "new");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder_.path()), {}), 1);
}

TEST_F(PrivateFileTest, ReplacesALinkAndNotItsTarget) {
  const auto elsewhere = folder_.path() / "elsewhere";
  write(elsewhere, "of somebody else");
  for (const char* link : {"file", "file.new"}) {
    std::filesystem::create_symlink(elsewhere, folder_.path() / link);
    replace_file(file_, "new");
    EXPECT_EQ(content_of(file_), "new");
    EXPECT_EQ(content_of(elsewhere), "of somebody else");
    std::filesystem::remove(file_);
  }
}

TEST_F(PrivateFileTest, ReplacesWhatAnInterruptedStartLeft) {
  write(folder_.path() / "file.new", "half a content that is longer than the whole");
  replace_file(file_, "new");
  EXPECT_EQ(content_of(file_), "new");
}

}  // namespace
}  // namespace berth
