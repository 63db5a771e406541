#include "storage/sqlite/sqlite_backend.h"

namespace berth::storage::sqlite {
namespace {

// The file and its write-ahead log.
constexpr std::uint64_t kFilesPerConnection = 2;

}  // namespace

SqliteBackend::SqliteBackend(const SqliteOptions& options, const Quotas& quotas,
                             const GarbagePolicy& policy)
    : options_(options), database_(options), metadata_(database_, quotas, policy) {}

IntegrityStore* SqliteBackend::integrity() {
  if (!integrity_) integrity_.emplace(options_.file, options_.role);
  return &*integrity_;
}

std::uint64_t SqliteBackend::descriptors_needed() const {
  return kFilesPerConnection * options_.reader_count;
}

}  // namespace berth::storage::sqlite
