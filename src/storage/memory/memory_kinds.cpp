#include "storage/memory/memory_kinds.h"

#include <cstdlib>
#include <stdexcept>
#include <string>
#include <string_view>

#include "storage/memory/memory_backend.h"

namespace berth::storage::memory {
namespace {

template <Distance distance>
std::unique_ptr<MetadataBackend> open_metadata(const ops::Config& config, StoreRole /*role*/,
                                               const stores::OpenOptions& /*options*/) {
  return std::make_unique<MemoryMetadataBackend>(memory_of(config.data_dir), distance,
                                                 config.quotas, config.garbage);
}

template <Distance distance>
std::unique_ptr<BlobBackend> open_blobs(const ops::Config& config, StoreRole /*role*/,
                                        const stores::OpenOptions& options) {
  return std::make_unique<MemoryBlobBackend>(memory_of(config.data_dir), distance, options.clock());
}

}  // namespace

constinit const stores::StoreKind kInMemory{.open_metadata = open_metadata<Distance::here>,
                                            .open_blobs = open_blobs<Distance::here>};
constinit const stores::StoreKind kRemote{.open_metadata = open_metadata<Distance::remote>,
                                          .open_blobs = open_blobs<Distance::remote>};

const stores::StoreKind* kind_of_tests() {
  const char* name = std::getenv("BERTH_TEST_STORES");
  if (name == nullptr) return nullptr;
  if (std::string_view(name) == "memory") return &kInMemory;
  if (std::string_view(name) == "remote") return &kRemote;
  throw std::invalid_argument("BERTH_TEST_STORES=" + std::string(name));
}

}  // namespace berth::storage::memory
