#include "storage/filesystem/blobs_mark.h"

#include <gtest/gtest.h>

#include <fstream>
#include <system_error>

#include "base/test_support.h"

namespace berth::storage::filesystem {
namespace {

class BlobsMarkTest : public testing::Test {
 protected:
  void write(std::string_view content) const {
    std::ofstream(mark_file(folder_.path()), std::ios::binary) << content;
  }

  const TemporaryFolder folder_;
  const BlobsMark mark_{.store_id = "0f8fad5b-d9cb-469f-a165-70867728950e",
                        .first_registry = *RegistryId::parse("123456789012")};
};

TEST_F(BlobsMarkTest, IsReadAsItWasWritten) {
  EXPECT_EQ(read_mark(folder_.path()).value(), std::nullopt);
  write_mark(folder_.path(), mark_);
  EXPECT_EQ(read_mark(folder_.path()).value(), mark_);
}

TEST_F(BlobsMarkTest, CanBeWrittenByHand) {
  write(mark_text(mark_) + "\n");
  EXPECT_EQ(read_mark(folder_.path()).value(), mark_);
  EXPECT_EQ(mark_text(mark_), "berth-store 1 0f8fad5b-d9cb-469f-a165-70867728950e 123456789012");
}

TEST_F(BlobsMarkTest, IsNeverGuessedFromADamagedFile) {
  const std::string sound = mark_text(mark_) + "\n";
  for (const std::string& damaged :
       {std::string(), sound.substr(0, sound.size() - 1), sound + "x", sound + sound,
        "berth-store 2" + sound.substr(13), sound.substr(0, 14) + "no-uuid 123456789012\n",
        sound.substr(0, 51) + "12345678901x\n", std::string(1000, 'x')}) {
    write(damaged);
    const auto mark = read_mark(folder_.path());
    ASSERT_FALSE(mark) << damaged;
    EXPECT_EQ(mark.error().subject, mark_file(folder_.path()).string());
  }
}

TEST_F(BlobsMarkTest, IsNotReadThroughALink) {
  write(mark_text(mark_) + "\n");
  std::filesystem::rename(mark_file(folder_.path()), folder_.path() / "another");
  std::filesystem::create_symlink("another", mark_file(folder_.path()));
  EXPECT_THROW((void)read_mark(folder_.path()), std::system_error);
}

}  // namespace
}  // namespace berth::storage::filesystem
