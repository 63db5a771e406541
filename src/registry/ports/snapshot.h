#pragma once

namespace berth {

// One state of a store, for one thread: see MetadataStore::snapshot().
class Snapshot {
 public:
  Snapshot() = default;
  Snapshot(const Snapshot&) = delete;
  Snapshot& operator=(const Snapshot&) = delete;
  virtual ~Snapshot() = default;
};

}  // namespace berth
