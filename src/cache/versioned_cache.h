// What was made of the store's content, for as long as the store holds the same. Nothing in it can
// be stale: whoever asks says which version he wants it of.
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

  // Null: not known of this version.
  std::shared_ptr<const Value> find(const StoreVersion& version, std::string_view key) {
    const std::scoped_lock lock(mutex_);
    return version == version_ ? values_.find(key) : nullptr;
  }

  // `version` was asked for before anything was read to make the value, so that the value may be
  // newer and is never older, and is still the store's: values of another one are forgotten for it.
  // `bytes`: what the value takes, about.
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
