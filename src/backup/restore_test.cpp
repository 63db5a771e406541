#include "backup/restore.h"

#include <gmock/gmock.h>

#include "backup/test_support.h"

namespace berth::backup {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

class RestoreTest : public BackupTest {};

TEST_F(RestoreTest, AnotherKeyIsRefusedBeforeAnythingIsCopied) {
  ASSERT_TRUE(back_up());
  const auto other = folder_.path() / "other.key";
  std::ofstream(other) << std::string(32, 'k');
  EXPECT_THAT(restore_with(other).error().reason, HasSubstr("is not the key of the backup"));
  std::ofstream(other) << "short";
  EXPECT_THAT(restore_with(other).error().reason, HasSubstr("a server key has 32 bytes"));
  EXPECT_FALSE(std::filesystem::exists(restored_.data_dir));
}

TEST_F(RestoreTest, IsRestoredIntoANewDirectoryOnly) {
  ASSERT_TRUE(back_up());
  std::filesystem::create_directory(restored_.data_dir);
  std::ofstream(restored_.data_dir / "letters.txt") << "dear";
  EXPECT_THAT(restore().error().reason, HasSubstr("is not empty"));
  std::filesystem::remove(restored_.data_dir / "letters.txt");
  EXPECT_TRUE(restore());
  EXPECT_THAT(restore().error().reason, HasSubstr("is not empty"));
}

TEST_F(RestoreTest, ARestoreThatOnlyHadToSaySoIsFinishedForTheSameBackupAlone) {
  store_.push(layer('a'));
  ASSERT_TRUE(back_up());
  ASSERT_TRUE(restore());
  const auto note = restored_.data_dir / "restore.json";
  std::filesystem::copy_file(backup_ / "backup.json", note);
  EXPECT_EQ(restore()->outcome, Outcome::whole);
  EXPECT_FALSE(std::filesystem::exists(note));
  std::filesystem::copy_file(backup_ / "backup.json", note);
  store_.push(layer('b'));
  ASSERT_TRUE(back_up());
  EXPECT_THAT(restore().error().reason, HasSubstr("has been restored already"));
  EXPECT_FALSE(is_restored(layer('b')));
}

TEST_F(RestoreTest, AFileThatARestoreLeftDamagedIsCopiedAgain) {
  store_.push(layer('a'));
  ASSERT_TRUE(back_up());
  damage(backup_, layer('a'));
  EXPECT_EQ(restore()->outcome, Outcome::not_whole);
  std::filesystem::remove_all(restored_.data_dir / "blobs");
  std::filesystem::copy(backup_ / "blobs", restored_.data_dir / "blobs",
                        std::filesystem::copy_options::recursive);
  ASSERT_TRUE(back_up(PresentBlobs::read));
  EXPECT_EQ(restore()->outcome, Outcome::whole);
}

TEST_F(RestoreTest, ADamagedBlobOfTheBackupIsToldAndMended) {
  store_.push(layer('a'));
  store_.push(layer('b'));
  ASSERT_TRUE(back_up());
  damage(backup_, layer('a'));
  EXPECT_EQ(restore()->outcome, Outcome::not_whole);
  ASSERT_THAT(found_, SizeIs(1));
  EXPECT_EQ(found_[0].kind, FindingKind::damaged_blob);
  // No server starts there, and the restore goes on when the backup has been mended.
  EXPECT_FALSE(stores::open_for_server(restored_, clock_, entropy_));
  EXPECT_EQ(back_up(PresentBlobs::read)->replaced, 1U);
  const auto restored = restore();
  EXPECT_EQ(restored->outcome, Outcome::whole);
  EXPECT_EQ(restored->present.count, 1U);
}

TEST_F(RestoreTest, ADamagedBackupIsRestoredAsFarAsItGoesIfThatIsAccepted) {
  store_.push(layer('a'));
  store_.push(layer('b'));
  ASSERT_TRUE(back_up());
  damage(backup_, layer('a'));
  EXPECT_EQ(restore(Incomplete::accepted)->outcome, Outcome::not_whole);
  EXPECT_FALSE(is_restored(layer('a')));
  EXPECT_TRUE(is_restored(layer('b')));
}

TEST_F(RestoreTest, ADamagedDatabaseIsNotRestored) {
  const auto backup = back_up();
  const auto database = backup_ / backup->manifest.snapshot->database;
  std::fstream(database, std::ios::in | std::ios::out).seekp(5000) << '?';
  EXPECT_EQ(restore(Incomplete::accepted)->outcome, Outcome::not_whole);
  EXPECT_EQ(found_.at(0).kind, FindingKind::damaged_database);
  EXPECT_FALSE(std::filesystem::exists(restored_.data_dir / "metadata.db"));
}

}  // namespace
}  // namespace berth::backup
