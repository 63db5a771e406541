#include "storage/sqlite/sqlite_audit_store.h"

namespace berth::storage::sqlite {

std::vector<AuditEntry> SqliteAuditStore::list(Timestamp since, std::int64_t after,
                                               std::size_t limit) {
  return database_.reader()->audit.list(since, after, limit);
}

std::size_t SqliteAuditStore::expire(Timestamp before, std::size_t limit) {
  // Nothing is committed if there is nothing to do.
  if (!database_.reader()->audit.has_older(before)) return 0;
  const auto expired =
      database_.write<std::size_t>({}, [&](Connection& connection) -> Result<std::size_t> {
        return connection.audit.expire(before, limit);
      });
  return expired.value();
}

}  // namespace berth::storage::sqlite
