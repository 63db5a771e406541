// The audit port on a SQLite database.
#pragma once

#include "registry/ports/audit_store.h"
#include "storage/sqlite/sqlite_database.h"

namespace berth::storage::sqlite {

class SqliteAuditStore final : public AuditStore {
 public:
  // The database must outlive the store.
  explicit SqliteAuditStore(SqliteDatabase& database) : database_(database) {}

  std::vector<AuditEntry> list(Timestamp since, std::int64_t after, std::size_t limit) override;
  std::size_t expire(Timestamp before, std::size_t limit) override;

 private:
  SqliteDatabase& database_;
};

}  // namespace berth::storage::sqlite
