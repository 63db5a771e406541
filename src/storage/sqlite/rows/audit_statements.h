// Statements about the audit, on one connection.
#pragma once

#include <span>
#include <vector>

#include "registry/values/audit.h"
#include "registry/values/author.h"
#include "storage/sqlite/engine/database.h"

namespace berth::storage::sqlite {

class AuditStatements {
 public:
  explicit AuditStatements(Database& database);

  // In the transaction of the change. Appends nothing for a change that changes nothing.
  void append(const Author& author, const Change& change);
  void append(const Author& author, std::span<const Change> changes);

  // AuditStore::list()
  std::vector<AuditEntry> list(Timestamp since, std::int64_t after, std::size_t limit);
  [[nodiscard]] bool has_older(Timestamp before);
  // Returns how many entries it deleted.
  std::size_t expire(Timestamp before, std::size_t limit);

 private:
  Statement insert_;
  Statement list_;
  Statement has_older_;
  Statement delete_;
};

}  // namespace berth::storage::sqlite
