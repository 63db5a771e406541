#include "storage/sqlite/garbage_request_statements.h"

namespace berth::storage {
namespace {

// An answer that nobody took after a day: whoever asked has gone.
constexpr std::chrono::hours kAnswerKept{24};

std::int64_t number(std::uint64_t value) {
  return static_cast<std::int64_t>(value);
}

GarbageCount read_count(const Statement::Run& row, int column) {
  return {.count = static_cast<std::uint64_t>(row.integer(column)),
          .size_bytes = static_cast<std::uint64_t>(row.integer(column + 1))};
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
  forget_.execute(to_milliseconds(now - kAnswerKept));
  insert_.execute(std::int64_t{run == GarbageRun::dry}, to_milliseconds(now));
  return insert_.last_insert_key();
}

std::optional<GarbageRequest> GarbageRequestStatements::next() {
  Statement::Run row = next_.run();
  if (!row.step()) return std::nullopt;
  return GarbageRequest{.id = row.integer(0),
                        .run = row.integer(1) != 0 ? GarbageRun::dry : GarbageRun::for_real};
}

void GarbageRequestStatements::answer(std::int64_t id, const GarbageReport& report) {
  answer_.execute(number(report.repositories), number(report.links), number(report.blobs.count),
                  number(report.blobs.size_bytes), number(report.uploads.count),
                  number(report.uploads.size_bytes), number(report.orphans.count),
                  number(report.orphans.size_bytes), id);
}

std::optional<GarbageReport> GarbageRequestStatements::find_answer(std::int64_t id) {
  Statement::Run row = find_answer_.run(id);
  if (!row.step()) return std::nullopt;
  return GarbageReport{.repositories = static_cast<std::uint64_t>(row.integer(0)),
                       .links = static_cast<std::uint64_t>(row.integer(1)),
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

}  // namespace berth::storage
