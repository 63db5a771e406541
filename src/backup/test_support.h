// A store that can be backed up, and a place to restore it to.
#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "backup/make_backup.h"
#include "backup/restore.h"
#include "base/test_support.h"
#include "registry/use_cases/blob_bytes.h"
#include "registry/use_cases/blobs.h"
#include "registry/use_cases/garbage.h"
#include "stores/data_opening.h"
#include "stores/test_support.h"

namespace berth::backup {

inline constexpr const char* kRegistry = "123456789012";

// More than is kept with the metadata.
inline std::string layer(char content) {
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
                                                         .created_at = clock_.now()},
                                                        {});
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
    EXPECT_TRUE(opened_.metadata().put_image({.repository = *repository_,
                                              .image = image,
                                              .author = {.at = clock_.now(), .user = "admin"}}));
    return image.digest;
  }
  void remove(const Digest& image) {
    EXPECT_TRUE(opened_.metadata().delete_image(*repository_, image,
                                                {.at = clock_.now(), .user = "admin"}));
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

inline void damage(const std::filesystem::path& data, const std::string& layer) {
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

}  // namespace berth::backup
