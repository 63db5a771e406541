#include "storage/filesystem/disk_space.h"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

#include "base/test_support.h"

namespace berth::storage::filesystem {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMoreThanThereIs = std::numeric_limits<std::uint64_t>::max() / 4;
constexpr std::uint64_t kLittle = std::uint64_t{1} << 20U;

class DiskSpaceTest : public testing::Test {
 protected:
  [[nodiscard]] fs::path reserve() const { return folder_.path() / DiskSpace::kReserveFile; }
  const TemporaryFolder folder_;
};

TEST_F(DiskSpaceTest, HasRoomAboveItsFloorAndKeepsAReserve) {
  DiskSpace space(folder_.path(), kLittle);
  EXPECT_TRUE(space.has_room_for(1));
  EXPECT_EQ(fs::file_size(reserve()), kLittle / 2);
  EXPECT_EQ(fs::status(reserve()).permissions(), fs::perms::owner_read | fs::perms::owner_write);
}

TEST_F(DiskSpaceTest, ReservesNoMoreThanDeletingNeeds) {
  DiskSpace space(folder_.path(), 100 * kLittle);
  EXPECT_EQ(fs::file_size(reserve()), DiskSpace::kMaxReserveBytes);
}

TEST_F(DiskSpaceTest, HasNoRoomBelowItsFloorAndGivesUpItsReserve) {
  {
    const DiskSpace before(folder_.path(), kLittle);
  }
  DiskSpace space(folder_.path(), kMoreThanThereIs);
  EXPECT_FALSE(space.has_room_for(0));
  EXPECT_FALSE(space.look().has_room);
  EXPECT_FALSE(fs::exists(reserve()));
}

TEST_F(DiskSpaceTest, HasRoomAndDoesNotSayHowMuchIfThatIsUnknown) {
  DiskSpace space(folder_.path() / "missing", kLittle);
  EXPECT_TRUE(space.look().has_room);
  EXPECT_EQ(space.look().free_bytes, std::nullopt);
  EXPECT_TRUE(space.has_room_for(1));
}

TEST_F(DiskSpaceTest, HasNoRoomForMoreThanIsAboveItsFloor) {
  DiskSpace space(folder_.path(), kLittle);
  EXPECT_FALSE(space.has_room_for(space.look().free_bytes.value()));
  EXPECT_TRUE(space.has_room_for(1));
}

TEST_F(DiskSpaceTest, HasRoomForAnythingWithoutAFloor) {
  {
    const DiskSpace before(folder_.path(), kLittle);
  }
  DiskSpace space(folder_.path(), 0);
  EXPECT_TRUE(space.has_room_for(kMoreThanThereIs));
  EXPECT_FALSE(fs::exists(reserve()));
}

TEST_F(DiskSpaceTest, ReportsAFullDiskOnce) {
  std::vector<bool> said;
  DiskSpace space(folder_.path(), kMoreThanThereIs,
                  [&](const Room& state) { said.push_back(state.has_room); });
  for (int i = 0; i < 3; ++i) space.look();
  EXPECT_EQ(said, std::vector<bool>{false});
}

TEST_F(DiskSpaceTest, RecreatesADeletedReserve) {
  DiskSpace space(folder_.path(), kLittle);
  fs::remove(reserve());
  EXPECT_TRUE(space.look().has_room);
  EXPECT_EQ(fs::file_size(reserve()), kLittle / 2);
}

TEST_F(DiskSpaceTest, FollowsNoLinkInPlaceOfItsReserve) {
  fs::create_symlink(folder_.path() / "elsewhere", reserve());
  const DiskSpace space(folder_.path(), kLittle);
  EXPECT_FALSE(fs::exists(folder_.path() / "elsewhere"));
  EXPECT_TRUE(fs::is_regular_file(fs::symlink_status(reserve())));
}

}  // namespace
}  // namespace berth::storage::filesystem
