#include <gmock/gmock.h>

#include "backup/test_support.h"

namespace berth::backup {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

TEST_F(BackupTest, IsServedFromANewDirectoryOnceItsKeyIsThere) {
  store_.push(layer('a'));
  const auto backup = back_up();
  ASSERT_TRUE(backup);
  EXPECT_EQ(backup->outcome, Outcome::whole);
  EXPECT_EQ(backup->copied, (GarbageCount{.count = 1, .size_bytes = layer('a').size()}));
  EXPECT_EQ(backup->manifest.snapshot->manifests, 1U);
  {
    const auto restored = restore();
    ASSERT_TRUE(restored) << restored.error().reason;
    EXPECT_EQ(restored->outcome, Outcome::whole);
  }
  EXPECT_TRUE(is_restored(layer('a')));
  EXPECT_FALSE(std::filesystem::exists(restored_.data_dir / "restore.json"));
  EXPECT_THAT(found_, SizeIs(0));
}

// The worst moment: what is deleted and due right after the snapshot that names it.
TEST_F(BackupTest, TheCollectorRemovesNothingThatTheSnapshotNames) {
  // The listing of the first pass has passed the place of the second.
  const auto [first, second] = Digest::of(layer('a')) > Digest::of(layer('b'))
                                   ? std::pair(layer('a'), layer('b'))
                                   : std::pair(layer('b'), layer('a'));
  store_.push(first);
  std::optional<Digest> image;
  bool is_collected = false;
  on_stage_ = [&](Stage stage) {
    if (stage == Stage::copying && std::filesystem::exists(backup_ / "blobs") && !image &&
        !std::filesystem::is_empty(backup_ / "blobs/sha256")) {
      image = store_.push(second);
    }
    if (stage != Stage::copying_what_is_new || is_collected) return;
    is_collected = true;
    store_.remove(*image);
    store_.collect();
  };
  ASSERT_EQ(back_up()->outcome, Outcome::whole);
  ASSERT_TRUE(is_collected);
  ASSERT_TRUE(restore());
  EXPECT_TRUE(is_restored(second));
  // It only waited.
  store_.collect();
  EXPECT_FALSE(store_.has(second));
  EXPECT_TRUE(store_.has(first));
}

TEST_F(BackupTest, TheNextOneCopiesWhatIsNewAndRemovesWhatIsGone) {
  const Digest image = store_.push(layer('a'));
  store_.push(layer('b'));
  ASSERT_TRUE(back_up());
  store_.remove(image);
  store_.collect();
  store_.push(layer('c'));
  const auto backup = back_up();
  const GarbageCount one{.count = 1, .size_bytes = layer('a').size()};
  EXPECT_EQ(backup->copied, one);
  EXPECT_EQ(backup->present, one);
  EXPECT_EQ(backup->removed, one);
  ASSERT_TRUE(restore());
  EXPECT_TRUE(is_restored(layer('b')));
  EXPECT_TRUE(is_restored(layer('c')));
  EXPECT_FALSE(is_restored(layer('a')));
}

TEST_F(BackupTest, AFolderWithSomethingElseIsRefused) {
  std::filesystem::create_directory(backup_);
  std::ofstream(backup_ / "letters.txt") << "dear";
  EXPECT_THAT(back_up().error().reason, HasSubstr("holds something that is not a backup"));
  EXPECT_THAT(restore().error().reason, HasSubstr("holds no backup"));
  std::filesystem::remove(backup_ / "letters.txt");
  ASSERT_TRUE(back_up());
  ServedStore other(folder_.path() / "other");
  EXPECT_THAT(back_up_from(other).error().reason, HasSubstr("is a backup of store"));
}

// The file restore.json is what a restore leaves that is killed after its last step.
TEST_F(BackupTest, ADamagedBlobOfTheStoreLeavesTheBackupBefore) {
  store_.push(layer('a'));
  ASSERT_TRUE(back_up());
  store_.push(layer('b'));
  damage(store_.config().data_dir, layer('b'));
  const auto backup = back_up();
  EXPECT_EQ(backup->outcome, Outcome::not_whole);
  ASSERT_THAT(found_, SizeIs(1));
  EXPECT_EQ(found_[0].kind, FindingKind::damaged_blob);
  EXPECT_EQ(found_[0].subject, Digest::of(layer('b')).text());
  EXPECT_EQ(restore()->outcome, Outcome::whole);
  EXPECT_TRUE(is_restored(layer('a')));
}

TEST_F(BackupTest, IsMadeAndReadByOneAtATime) {
  on_stage_ = [this](Stage stage) {
    if (stage != Stage::checking) return;
    on_stage_ = nullptr;
    EXPECT_THAT(back_up().error().reason, HasSubstr("is using it"));
    EXPECT_THAT(restore().error().reason, HasSubstr("is using it"));
  };
  EXPECT_EQ(back_up()->outcome, Outcome::whole);
}

}  // namespace
}  // namespace berth::backup
