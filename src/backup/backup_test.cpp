#include <gmock/gmock.h>

#include <fstream>
#include <functional>
#include <iterator>

#include "backup/make_backup.h"
#include "backup/restore.h"
#include "base/test_support.h"
#include "registry/use_cases/blob_bytes.h"
#include "registry/use_cases/blobs.h"
#include "registry/use_cases/garbage.h"
#include "stores/data_opening.h"
#include "stores/test_support.h"

namespace berth::backup {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

constexpr const char* kRegistry = "123456789012";

// More than is kept with the metadata.
std::string layer(char content) {
  return std::string(kMaxSmallBlobBytes + 1, content);
}

// A store that a server has open.
class ServedStore {
 public:
  explicit ServedStore(const std::filesystem::path& path)
      : config_(configured(path)),
        data_(stores::open_for_server(config_, clock_, entropy_).value()) {
    repository_ = *opened_.metadata().create_repository({.registry = *RegistryId::parse(kRegistry),
                                                         .name = *RepositoryName::parse("web"),
                                                         .created_at = clock_.now()});
  }

  static ops::Config configured(const std::filesystem::path& path) {
    ops::Config config = stores::config_of(path);
    config.account_id = kRegistry;
    return config;
  }

  // An image with one layer.
  Digest push(const std::string& layer) {
    const UploadKey key{.repository = repository_->key, .id = make_uuid(entropy_)};
    EXPECT_TRUE(
        opened_.blobs().create_upload(key, repository_->registry, Quotas(), HashAlgorithm::sha256));
    const auto writer = std::move(opened_.blobs().open_upload(key).value());
    EXPECT_TRUE(writer->append(std::as_bytes(std::span(layer))));
    EXPECT_TRUE(complete_upload(opened_.metadata(), opened_.blobs(), clock_, *repository_, *writer,
                                Digest::of(layer)));
    const std::string content = "image of " + layer;
    const NewImage image{
        .digest = Digest::of(content),
        .media_type = "type",
        .artifact_media_type = "",
        .content = content,
        .size_bytes = layer.size(),
        .layers = {{.blob = {.digest = Digest::of(layer), .size_bytes = layer.size()}}},
        .children = {}};
    EXPECT_TRUE(opened_.metadata().put_image(
        {.repository = *repository_, .image = image, .actor = "admin", .now = clock_.now()}));
    return image.digest;
  }
  void remove(const Digest& image) {
    EXPECT_TRUE(opened_.metadata().delete_image(*repository_, image, "admin", clock_.now()));
  }
  // Whatever nothing needs, however short a time.
  void collect() {
    const GarbagePolicy now{.grace = std::chrono::seconds(-1)};
    GarbageCollector(opened_.garbage(), opened_.blobs(), clock_, now)
        .run(OrphanScan::everything, [] { return true; });
  }
  bool has(const std::string& layer) {
    return opened_.blobs().open_blob(Digest::of(layer)).has_value();
  }

  const ops::Config& config() const { return config_; }
  const ops::DataDirectory& directory() const { return data_.directory; }
  std::filesystem::path key_file() const { return config_.data_dir / "server.key"; }

 private:
  const SystemClock clock_;
  SystemEntropy entropy_;
  const ops::Config config_;
  const stores::ServerData data_;
  const stores::Stores opened_ = stores::open_stores(config_, StoreRole::server);
  std::optional<Repository> repository_;
};

void damage(const std::filesystem::path& data, const std::string& layer) {
  const std::string hex(Digest::of(layer).hex());
  std::ofstream(data / "blobs/sha256" / hex.substr(0, 2) / hex) << std::string(layer.size(), '?');
}

class BackupTest : public testing::Test {
 protected:
  Checked<BackupReport> back_up(PresentBlobs present = PresentBlobs::trusted) {
    return back_up_from(store_, present);
  }
  Checked<BackupReport> back_up_from(const ServedStore& store,
                                     PresentBlobs present = PresentBlobs::trusted) {
    return make_backup(store.config(), store.directory(), backup_,
                       {.present = present,
                        .clock = clock_,
                        .entropy = entropy_,
                        .observer = {.on_progress =
                                         [this](Stage stage, const auto&) {
                                           if (on_stage_) on_stage_(stage);
                                         },
                                     .on_finding = keep_}});
  }
  Checked<RestoreReport> restore(Incomplete incomplete = Incomplete::refused) {
    return restore_with(store_.key_file(), incomplete);
  }
  Checked<RestoreReport> restore_with(const std::filesystem::path& key_file,
                                      Incomplete incomplete = Incomplete::refused) {
    ops::Config config = restored_;
    config.server_key = key_file;
    return restore_backup(
        backup_, config,
        {.incomplete = incomplete,
         .clock = clock_,
         .entropy = entropy_,
         .observer = {.on_progress = [](Stage, const auto&) {}, .on_finding = keep_}});
  }
  // As a server would find it.
  bool is_restored(const std::string& layer) {
    EXPECT_TRUE(stores::open_for_server(restored_, clock_, entropy_));
    const stores::Stores opened = stores::open_stores(restored_, StoreRole::server);
    const auto bytes = opened.blobs().open_blob(Digest::of(layer));
    return bytes && opened.garbage().is_held(Digest::of(layer)) &&
           digest_of(*bytes, HashAlgorithm::sha256) == Digest::of(layer);
  }

  const TemporaryFolder folder_;
  const std::filesystem::path backup_ = folder_.path() / "backup";
  const ops::Config restored_ = stores::config_of(folder_.path() / "restored");
  ServedStore store_{folder_.path() / "data"};
  const SystemClock clock_;
  SystemEntropy entropy_;
  std::function<void(Stage)> on_stage_;
  std::vector<Finding> found_;
  const FindingVisitor keep_ = [this](Finding finding) { found_.push_back(std::move(finding)); };
};

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

TEST_F(BackupTest, AnotherKeyIsRefusedBeforeAnythingIsCopied) {
  ASSERT_TRUE(back_up());
  const auto other = folder_.path() / "other.key";
  std::ofstream(other) << std::string(32, 'k');
  EXPECT_THAT(restore_with(other).error().reason, HasSubstr("is not the key of the backup"));
  std::ofstream(other) << "short";
  EXPECT_THAT(restore_with(other).error().reason, HasSubstr("a server key has 32 bytes"));
  EXPECT_FALSE(std::filesystem::exists(restored_.data_dir));
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

TEST_F(BackupTest, IsRestoredIntoANewDirectoryOnly) {
  ASSERT_TRUE(back_up());
  std::filesystem::create_directory(restored_.data_dir);
  std::ofstream(restored_.data_dir / "letters.txt") << "dear";
  EXPECT_THAT(restore().error().reason, HasSubstr("is not empty"));
  std::filesystem::remove(restored_.data_dir / "letters.txt");
  EXPECT_TRUE(restore());
  EXPECT_THAT(restore().error().reason, HasSubstr("is not empty"));
}

// The file restore.json is what a restore leaves that is killed after its last step.
TEST_F(BackupTest, ARestoreThatOnlyHadToSaySoIsFinishedForTheSameBackupAlone) {
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

TEST_F(BackupTest, AFileThatARestoreLeftDamagedIsCopiedAgain) {
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

TEST_F(BackupTest, ADamagedBlobOfTheBackupIsToldAndMended) {
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

TEST_F(BackupTest, ADamagedBackupIsRestoredAsFarAsItGoesIfThatIsAccepted) {
  store_.push(layer('a'));
  store_.push(layer('b'));
  ASSERT_TRUE(back_up());
  damage(backup_, layer('a'));
  EXPECT_EQ(restore(Incomplete::accepted)->outcome, Outcome::not_whole);
  EXPECT_FALSE(is_restored(layer('a')));
  EXPECT_TRUE(is_restored(layer('b')));
}

TEST_F(BackupTest, ADamagedDatabaseIsNotRestored) {
  const auto backup = back_up();
  const auto database = backup_ / backup->manifest.snapshot->database;
  std::fstream(database, std::ios::in | std::ios::out).seekp(5000) << '?';
  EXPECT_EQ(restore(Incomplete::accepted)->outcome, Outcome::not_whole);
  EXPECT_EQ(found_.at(0).kind, FindingKind::damaged_database);
  EXPECT_FALSE(std::filesystem::exists(restored_.data_dir / "metadata.db"));
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
