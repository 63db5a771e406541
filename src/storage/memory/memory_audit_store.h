// The audit port on maps.
#pragma once

#include "registry/ports/audit_store.h"
#include "storage/memory/database.h"
#include "storage/memory/way.h"

namespace berth::storage::memory {

class MemoryAuditStore final : public AuditStore {
 public:
  // The database must outlive the store.
  MemoryAuditStore(Database& database, const Way& way) : database_(database), way_(way) {}

  std::vector<AuditEntry> list(Timestamp since, std::int64_t after, std::size_t limit) override;
  std::size_t expire(Timestamp before, std::size_t limit) override;

 private:
  Database& database_;
  const Way way_;
};

}  // namespace berth::storage::memory
