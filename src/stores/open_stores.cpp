#include "stores/open_stores.h"

#include <algorithm>
#include <span>
#include <string_view>

#include "ops/data_directory.h"
#include "ops/settings.h"
#include "storage/filesystem/filesystem_backend.h"
#include "storage/sqlite/sqlite_backend.h"

namespace berth::stores {
namespace {

std::unique_ptr<MetadataBackend> open_sqlite(const ops::Config& config, StoreRole role,
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

std::unique_ptr<BlobBackend> open_directory(const ops::Config& config, StoreRole role,
                                            const OpenOptions& options) {
  return std::make_unique<storage::filesystem::FilesystemBackend>(
      storage::filesystem::FilesystemOptions{.directory = config.data_dir,
                                             .role = role,
                                             .min_free_bytes = config.min_free_bytes,
                                             .on_room = options.on_room,
                                             .registry_of = options.registry_of},
      options.clock());
}

// A kind of store, and what the setting says to choose it.
template <typename Backend>
struct Kind {
  std::string_view name;
  std::unique_ptr<Backend> (*open)(const ops::Config&, StoreRole, const OpenOptions&);
};
constexpr Kind<MetadataBackend> kMetadataKinds[] = {{"sqlite", open_sqlite}};
constexpr Kind<BlobBackend> kBlobKinds[] = {{"directory", open_directory}};

// A problem with the setting names the kinds that exist. It repeats no more of the given value than
// a scheme: addresses may hold passwords.
template <typename Backend>
Checked<const Kind<Backend>*> find_kind(std::span<const Kind<Backend>> kinds,
                                        std::string_view setting, std::string_view value) {
  const auto found = std::ranges::find(kinds, value, &Kind<Backend>::name);
  if (found != kinds.end()) return &*found;
  std::string known;
  for (const auto& kind : kinds) known.append(known.empty() ? "" : " or ").append(kind.name);
  const std::size_t colon = value.find(':');
  std::string given(value.substr(0, colon));
  if (colon != std::string_view::npos) given += ":...";
  return fail(ops::not_taken(std::string(setting), known, given));
}

auto metadata_kind(const ops::Config& config) {
  return find_kind<MetadataBackend>(kMetadataKinds, "metadata", config.metadata);
}

auto blob_kind(const ops::Config& config) {
  return find_kind<BlobBackend>(kBlobKinds, "blobs", config.blobs);
}

}  // namespace

const SteadyClock& OpenOptions::clock() const {
  static const SystemSteadyClock machines;
  return steady_clock != nullptr ? *steady_clock : machines;
}

Checked<void> check_kinds(const ops::Config& config) {
  if (auto kind = metadata_kind(config); !kind) return failure_of(kind);
  if (auto kind = blob_kind(config); !kind) return failure_of(kind);
  return {};
}

std::unique_ptr<MetadataBackend> open_metadata(const ops::Config& config, StoreRole role,
                                               const OpenOptions& options) {
  const auto open =
      options.kind != nullptr ? options.kind->open_metadata : metadata_kind(config).value()->open;
  return open(config, role, options);
}

std::unique_ptr<BlobBackend> open_blobs(const ops::Config& config, StoreRole role,
                                        const OpenOptions& options) {
  const auto open =
      options.kind != nullptr ? options.kind->open_blobs : blob_kind(config).value()->open;
  return open(config, role, options);
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
