// Statements about requested runs of the garbage collector, on one connection.
#pragma once

#include <optional>

#include "registry/ports/job_requests.h"
#include "storage/sqlite/engine/database.h"

namespace berth::storage::sqlite {

class GarbageRequestStatements {
 public:
  explicit GarbageRequestStatements(Database& database);

  std::int64_t add(GarbageRun run, Timestamp now);
  std::optional<GarbageRequest> next();
  void answer(std::int64_t id, const GarbageReport& report);
  std::optional<GarbageReport> find_answer(std::int64_t id);
  bool is_open(std::int64_t id);
  void remove(std::int64_t id);

 private:
  Statement insert_;
  Statement forget_;
  Statement next_;
  Statement answer_;
  Statement find_answer_;
  Statement is_open_;
  Statement delete_;
};

}  // namespace berth::storage::sqlite
