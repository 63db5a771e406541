#include "storage/sqlite/rows/garbage_request_statements.h"

namespace berth::storage::sqlite {
namespace {

GarbageCount read_count(const Statement::Run& row, int column) {
  return {.count = row.number(column), .size_bytes = row.number(column + 1)};
}

}  // namespace

GarbageRequestStatements::GarbageRequestStatements(Database& database)
    : insert_(database, "INSERT INTO garbage_requests (dry, requested_at) VALUES (?, ?)"),
      forget_(database, "DELETE FROM garbage_requests WHERE requested_at < ?"),
      next_(database,
            "SELECT id, dry FROM garbage_requests WHERE answered = 0 ORDER BY id LIMIT 1"),
      answer_(database,
              "UPDATE garbage_requests SET answered = 1, repositories = ?, links = ?, blobs = ?,"
              " blob_bytes = ?, uploads = ?, upload_bytes = ?, orphans = ?, orphan_bytes = ?"
              " WHERE id = ?"),
      find_answer_(database,
                   "SELECT repositories, links, blobs, blob_bytes, uploads, upload_bytes, orphans,"
                   " orphan_bytes FROM garbage_requests WHERE id = ? AND answered = 1"),
      is_open_(database, "SELECT 1 FROM garbage_requests WHERE id = ? AND answered = 0"),
      delete_(database, "DELETE FROM garbage_requests WHERE id = ?") {}

std::int64_t GarbageRequestStatements::add(GarbageRun run, Timestamp now) {
  forget_.execute(now - kRequestKept);
  insert_.execute(std::int64_t{run == GarbageRun::dry}, now);
  return insert_.last_insert_key();
}

std::optional<GarbageRequest> GarbageRequestStatements::next() {
  Statement::Run row = next_.run();
  if (!row.step()) return std::nullopt;
  return GarbageRequest{.id = row.integer(0),
                        .run = row.integer(1) != 0 ? GarbageRun::dry : GarbageRun::for_real};
}

void GarbageRequestStatements::answer(std::int64_t id, const GarbageReport& report) {
  answer_.execute(report.repositories, report.links, report.blobs.count, report.blobs.size_bytes,
                  report.uploads.count, report.uploads.size_bytes, report.orphans.count,
                  report.orphans.size_bytes, id);
}

std::optional<GarbageReport> GarbageRequestStatements::find_answer(std::int64_t id) {
  Statement::Run row = find_answer_.run(id);
  if (!row.step()) return std::nullopt;
  return GarbageReport{.repositories = row.number(0),
                       .links = row.number(1),
                       .blobs = read_count(row, 2),
                       .uploads = read_count(row, 4),
                       .orphans = read_count(row, 6)};
}

bool GarbageRequestStatements::is_open(std::int64_t id) {
  return is_open_.run(id).step();
}

void GarbageRequestStatements::remove(std::int64_t id) {
  delete_.execute(id);
}

}  // namespace berth::storage::sqlite
