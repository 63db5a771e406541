#include "stores/open_stores.h"

#include "ops/data_directory.h"
#include "storage/filesystem/filesystem_backend.h"
#include "storage/sqlite/sqlite_backend.h"

namespace berth::stores {
namespace {

// Stateless.
const SystemSteadyClock kMachinesClock;

}  // namespace

std::unique_ptr<MetadataBackend> open_metadata(const ops::Config& config, StoreRole role,
                                               const OpenOptions& options) {
  storage::sqlite::SqliteOptions sqlite{.file = config.data_dir / ops::DataDirectory::kDatabaseFile,
                                        .reader_count = options.readers,
                                        .role = role};
  if (options.on_damage) {
    sqlite.on_damage = [on_damage = options.on_damage](const std::string& what) {
      on_damage({.what = what, .remedy = storage::sqlite::kDamageRemedy});
    };
  }
  return std::make_unique<storage::sqlite::SqliteBackend>(sqlite, config.quotas, config.garbage);
}

std::unique_ptr<BlobBackend> open_blobs(const ops::Config& config, StoreRole role,
                                        const OpenOptions& options) {
  const SteadyClock& clock =
      options.steady_clock != nullptr ? *options.steady_clock : kMachinesClock;
  return std::make_unique<storage::filesystem::FilesystemBackend>(
      storage::filesystem::FilesystemOptions{.directory = config.data_dir,
                                             .role = role,
                                             .min_free_bytes = config.min_free_bytes,
                                             .on_room = options.on_room,
                                             .registry_of = options.registry_of},
      clock);
}

Stores open_stores(const ops::Config& config, StoreRole role, const OpenOptions& options) {
  auto metadata = open_metadata(config, role, options);
  OpenOptions of_blobs = options;
  of_blobs.registry_of = [backend = metadata.get()](RepositoryKey repository) {
    return backend->metadata().find_owner(repository);
  };
  auto blobs = open_blobs(config, role, of_blobs);
  return {std::move(metadata), std::move(blobs)};
}

std::string explain(const std::exception& failure) {
  std::string text = failure.what();
  if (dynamic_cast<const storage::sqlite::DatabaseDamaged*>(&failure) != nullptr) {
    text.append(": ").append(storage::sqlite::kDamageRemedy);
  }
  return text;
}

}  // namespace berth::stores
