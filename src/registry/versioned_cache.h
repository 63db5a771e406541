// What was made of the store's content, for as long as the store holds the same. Nothing in it can
// be stale: whoever asks says which version he wants it of.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "registry/store_version.h"

namespace berth {

// Of values that are made of their key alone: no change of the store makes them void.
inline constexpr StoreVersion kEveryVersion{};

// Any thread may call; no call blocks for longer than a look-up.
template <typename Value>
class VersionedCache {
 public:
  // Past `max_bytes` it forgets everything and begins anew: what is asked for often is soon back.
  explicit VersionedCache(std::size_t max_bytes) : max_bytes_(max_bytes) {}

  // Null: not known of this version.
  std::shared_ptr<const Value> find(const StoreVersion& version, std::string_view key) {
    const std::scoped_lock lock(mutex_);
    if (version != version_) return nullptr;
    const auto found = values_.find(key);
    return found == values_.end() ? nullptr : found->second;
  }

  // `version` was asked for before anything was read to make the value, so that the value may be
  // newer and is never older. `bytes`: what it takes, about.
  void put(const StoreVersion& version, std::string key, std::shared_ptr<const Value> value,
           std::size_t bytes) {
    const std::size_t needed = bytes + key.size();
    if (needed > max_bytes_) return;
    const std::scoped_lock lock(mutex_);
    if (version != version_ || bytes_ + needed > max_bytes_) {
      values_.clear();
      bytes_ = 0;
      version_ = version;
    }
    if (values_.insert_or_assign(std::move(key), std::move(value)).second) bytes_ += needed;
  }

 private:
  const std::size_t max_bytes_;
  std::mutex mutex_;
  StoreVersion version_{};
  // A tree: strangers choose the keys, and of a table would choose those whose hashes collide.
  std::map<std::string, std::shared_ptr<const Value>, std::less<>> values_;
  std::size_t bytes_ = 0;
};

}  // namespace berth
