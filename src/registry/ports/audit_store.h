// Port: the record of changes. The other stores write it: each change that a client can see, and
// its entry, are one transaction.
//
// Any thread may call any method, which may block; each is one transaction. A broken store throws.
// Entries outdate nothing (basis.h).
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "registry/values/audit.h"

namespace berth {

class AuditStore {
 public:
  AuditStore() = default;
  AuditStore(const AuditStore&) = delete;
  AuditStore& operator=(const AuditStore&) = delete;
  virtual ~AuditStore() = default;

  // Up to `limit` changes made at `since` or later, the oldest first, after the entry `after`
  // (0: from the first).
  virtual std::vector<AuditEntry> list(Timestamp since, std::int64_t after, std::size_t limit) = 0;
  // Deletes up to `limit` entries that are older than `before`. Returns how many it deleted.
  virtual std::size_t expire(Timestamp before, std::size_t limit) = 0;
};

}  // namespace berth
