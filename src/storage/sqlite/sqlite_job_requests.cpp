#include "storage/sqlite/sqlite_job_requests.h"

namespace berth::storage::sqlite {

std::int64_t SqliteJobRequests::add(GarbageRun run, Timestamp now) {
  return database_
      .write<std::int64_t>({},
                           [&](Connection& connection) -> Result<std::int64_t> {
                             return connection.garbage_requests.add(run, now);
                           })
      .value();
}

bool SqliteJobRequests::is_open(std::int64_t id) {
  return database_.reader()->garbage_requests.is_open(id);
}

std::optional<GarbageReport> SqliteJobRequests::take_answer(std::int64_t id) {
  auto report = database_.reader()->garbage_requests.find_answer(id);
  if (report) cancel(id);
  return report;
}

std::optional<GarbageRequest> SqliteJobRequests::next() {
  return database_.reader()->garbage_requests.next();
}

void SqliteJobRequests::answer(std::int64_t id, const GarbageReport& report) {
  database_
      .write<void>({},
                   [&](Connection& connection) -> Result<void> {
                     connection.garbage_requests.answer(id, report);
                     return {};
                   })
      .value();
}

void SqliteJobRequests::cancel(std::int64_t id) {
  database_
      .write<void>({},
                   [&](Connection& connection) -> Result<void> {
                     connection.garbage_requests.remove(id);
                     return {};
                   })
      .value();
}

}  // namespace berth::storage::sqlite
