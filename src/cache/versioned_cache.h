// Values made from the store's content, kept as long as the store stays the same. They cannot be
// stale: the caller says which version it wants.
#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include "cache/bounded_cache.h"
#include "registry/ports/store_version.h"

namespace berth {

// Any thread may call; no call blocks for longer than a look-up.
template <typename Value>
class VersionedCache {
 public:
  explicit VersionedCache(std::size_t max_bytes) : values_(max_bytes) {}

  // Null: not known for this version.
  std::shared_ptr<const Value> find(const StoreVersion& version, std::string_view key) {
    const std::scoped_lock lock(mutex_);
    return version == version_ ? values_.find(key) : nullptr;
  }

  // `version` was read before anything that the value is made from, so the value may be newer but
  // never older, and is still the store's. Values of any other version are forgotten. `bytes`: the
  // approximate size of the value.
  void put(const StoreVersion& version, std::string key, std::shared_ptr<const Value> value,
           std::size_t bytes) {
    const std::size_t needed = bytes + key.size();
    if (needed > values_.max_bytes()) return;
    typename BoundedMap<Value>::Entries outdated;  // both outlive the lock
    typename BoundedMap<Value>::Entries forgotten;
    const std::scoped_lock lock(mutex_);
    if (std::exchange(version_, version) != version) outdated = values_.clear();
    forgotten = values_.put(std::move(key), {.value = std::move(value), .bytes = needed});
  }

 private:
  std::mutex mutex_;
  StoreVersion version_{};
  BoundedMap<Value> values_;
};

}  // namespace berth
