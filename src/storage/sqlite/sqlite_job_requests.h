// The port of requests to jobs, on a SQLite database.
#pragma once

#include "registry/ports/job_requests.h"
#include "storage/sqlite/sqlite_database.h"

namespace berth::storage::sqlite {

class SqliteJobRequests final : public JobRequests {
 public:
  // The database must outlive the object.
  explicit SqliteJobRequests(SqliteDatabase& database) : database_(database) {}

  std::int64_t add(GarbageRun run, Timestamp now) override;
  bool is_open(std::int64_t id) override;
  std::optional<GarbageReport> take_answer(std::int64_t id) override;
  std::optional<GarbageRequest> next() override;
  void answer(std::int64_t id, const GarbageReport& report) override;
  void cancel(std::int64_t id) override;

 private:
  SqliteDatabase& database_;
};

}  // namespace berth::storage::sqlite
