#include "storage/memory/memory_audit_store.h"

#include <algorithm>

#include "registry/rules/audit.h"

namespace berth::storage::memory {

std::vector<AuditEntry> MemoryAuditStore::list(Timestamp since, std::int64_t after,
                                               std::size_t limit) {
  way_.travel();
  return database_.read([&](const State& state) {
    std::vector<AuditEntry> entries;
    const std::int64_t first = std::max(lowest_audit_id(since), after + 1);
    for (auto next = state.audit.lower_bound(first); next != state.audit.end(); ++next) {
      if (entries.size() == limit) break;
      if (next->second.at >= since) entries.push_back(next->second);
    }
    return entries;
  });
}

std::size_t MemoryAuditStore::expire(Timestamp before, std::size_t limit) {
  way_.travel();
  return database_.write([&](State& state) {
    std::size_t count = 0;
    while (count < limit && !state.audit.empty() &&
           state.audit.begin()->first < lowest_audit_id(before)) {
      state.audit.erase(state.audit.begin());
      ++count;
    }
    return count;
  });
}

}  // namespace berth::storage::memory
