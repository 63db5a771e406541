#include "storage/filesystem/filesystem_backend.h"

namespace berth::storage::filesystem {
namespace {

std::unique_ptr<DiskSpace> space_of(const FilesystemOptions& options) {
  if (options.role != StoreRole::server) return nullptr;
  return std::make_unique<DiskSpace>(options.directory, options.min_free_bytes, options.on_room);
}

}  // namespace

FilesystemBackend::FilesystemBackend(const FilesystemOptions& options, const SteadyClock& clock)
    : space_(space_of(options)), blobs_(options.directory, clock, space_.get()) {
  if (options.role == StoreRole::server && options.registry_of) {
    blobs_.count_uploads(options.registry_of);
  }
}

}  // namespace berth::storage::filesystem
