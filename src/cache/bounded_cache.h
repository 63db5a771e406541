// Values that depend on their key alone, so that none is ever wrong: what was made lately is not
// made again.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

namespace berth {

// The values of a cache, without a lock. Beyond `max_bytes` it forgets everything and starts again:
// values in frequent use are soon back.
template <typename Value>
class BoundedMap {
 public:
  // A tree: strangers choose the keys, and could choose keys whose hashes collide in a table.
  struct Entry {
    std::shared_ptr<const Value> value;
    std::size_t bytes = 0;
  };
  using Entries = std::map<std::string, Entry, std::less<>>;

  explicit BoundedMap(std::size_t max_bytes) : max_bytes_(max_bytes) {}

  // Null: not known.
  [[nodiscard]] std::shared_ptr<const Value> find(std::string_view key) const {
    const auto found = entries_.find(key);
    return found == entries_.end() ? nullptr : found->second.value;
  }

  // `bytes`: the approximate size with the key; never more than max_bytes. Returns what was
  // forgotten, for the caller to destroy where nobody waits: it may be thousands of values.
  [[nodiscard]] Entries put(std::string key, Entry entry) {
    Entries forgotten;
    const auto known = entries_.find(key);
    if (known != entries_.end()) bytes_ -= known->second.bytes;
    if (bytes_ + entry.bytes > max_bytes_) forgotten = clear();
    bytes_ += entry.bytes;
    entries_.insert_or_assign(std::move(key), std::move(entry));
    return forgotten;
  }

  // Forgets that value, unless another one has taken its place.
  void drop(std::string_view key, const std::shared_ptr<const Value>& value) {
    const auto known = entries_.find(key);
    if (known == entries_.end() || known->second.value != value) return;
    bytes_ -= known->second.bytes;
    entries_.erase(known);
  }

  [[nodiscard]] Entries clear() {
    bytes_ = 0;
    return std::exchange(entries_, {});
  }

  [[nodiscard]] std::size_t max_bytes() const { return max_bytes_; }
  [[nodiscard]] std::size_t bytes() const { return bytes_; }

 private:
  const std::size_t max_bytes_;
  Entries entries_;
  std::size_t bytes_ = 0;
};

// Any thread may call; no call blocks for longer than a look-up.
template <typename Value>
class BoundedCache {
 public:
  explicit BoundedCache(std::size_t max_bytes) : values_(max_bytes) {}

  // Null: not known.
  std::shared_ptr<const Value> find(std::string_view key) {
    const std::scoped_lock lock(mutex_);
    return values_.find(key);
  }

  // `bytes`: the approximate size of the value.
  void put(std::string key, std::shared_ptr<const Value> value, std::size_t bytes) {
    const std::size_t needed = bytes + key.size();
    if (needed > values_.max_bytes()) return;
    typename BoundedMap<Value>::Entries forgotten;  // outlives the lock
    const std::scoped_lock lock(mutex_);
    forgotten = values_.put(std::move(key), {.value = std::move(value), .bytes = needed});
  }

 private:
  std::mutex mutex_;
  BoundedMap<Value> values_;
};

}  // namespace berth
