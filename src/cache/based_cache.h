// Values made from what is stored, each kept until something that it depends on has changed. They
// cannot be stale: the store is asked at every use.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include "cache/bounded_cache.h"
#include "registry/ports/reader.h"

namespace berth {

// Whether the caller can wait for a store that knows only after asking (Currency::must_ask).
enum class Patience : std::uint8_t { cannot_wait, can_wait };

// ReaderSource::currency(), but must_ask only for a caller that cannot wait.
inline Currency currency_of(ReaderSource& store, const Basis& basis, Patience patience) {
  const Currency known = store.currency(basis);
  if (known != Currency::must_ask || patience == Patience::cannot_wait) return known;
  return store.check(basis) ? Currency::current : Currency::outdated;
}

// Value: has a member `basis`. Any thread may call; without patience, no call blocks for longer
// than a look-up.
template <typename Value>
class BasedCache {
 public:
  // The store must outlive the cache.
  BasedCache(ReaderSource& store, std::size_t max_bytes) : store_(store), values_(max_bytes) {}

  // Null: not known, or not known any more.
  std::shared_ptr<const Value> find(std::string_view key, Patience patience) {
    std::shared_ptr<const Value> known = look_up(key);
    if (known == nullptr) return nullptr;
    const Currency currency = currency_of(store_, known->basis, patience);
    if (currency == Currency::outdated) drop(key, known);
    return currency == Currency::current ? std::move(known) : nullptr;
  }

  // `bytes`: the approximate size of the value. One that is outdated already is not kept.
  void put(std::string key, std::shared_ptr<const Value> value, std::size_t bytes) {
    const std::size_t needed = bytes + key.size();
    if (needed > values_.max_bytes()) return;
    if (store_.currency(value->basis) == Currency::outdated) return;
    typename BoundedMap<Value>::Entries forgotten;  // outlives the lock
    const std::scoped_lock lock(mutex_);
    forgotten = values_.put(std::move(key), {.value = std::move(value), .bytes = needed});
  }

  // Approximately what is kept. In memory: does not block.
  [[nodiscard]] std::size_t bytes() const {
    const std::scoped_lock lock(mutex_);
    return values_.bytes();
  }

 private:
  std::shared_ptr<const Value> look_up(std::string_view key) {
    const std::scoped_lock lock(mutex_);
    return values_.find(key);
  }
  // The value itself is destroyed by the caller, without the lock.
  void drop(std::string_view key, const std::shared_ptr<const Value>& value) {
    const std::scoped_lock lock(mutex_);
    values_.drop(key, value);
  }

  ReaderSource& store_;
  mutable std::mutex mutex_;
  BoundedMap<Value> values_;
};

}  // namespace berth
