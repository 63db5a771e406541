#include "storage/sqlite/rows/audit_statements.h"

#include <algorithm>

#include "registry/rules/audit.h"

namespace berth::storage::sqlite {

AuditStatements::AuditStatements(Database& database)
    : insert_(database,
              "INSERT INTO audit (id, changed_at, action, resource, old_value, new_value, via,"
              " user, access_key_id, client_address, request_id)"
              " VALUES (max(?, 1 + coalesce((SELECT max(id) FROM audit), 0)),"
              " ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
      list_(database,
            "SELECT id, changed_at, action, resource, old_value, new_value, via, user,"
            " access_key_id, client_address, request_id FROM audit"
            " WHERE id >= ? AND changed_at >= ? ORDER BY id LIMIT ?"),
      has_older_(database, "SELECT 1 FROM audit WHERE id < ? LIMIT 1"),
      delete_(database,
              "DELETE FROM audit WHERE id IN"
              " (SELECT id FROM audit WHERE id < ? ORDER BY id LIMIT ?)") {}

void AuditStatements::append(const Author& author, const Change& change) {
  if (is_unchanged(change)) return;
  const std::string user = user_text(author);
  insert_.execute(lowest_audit_id(author.at), author.at, name_of(change.action),
                  std::string_view(change.resource), std::string_view(change.before),
                  std::string_view(change.after), name_of(author.via), std::string_view(user),
                  std::string_view(author.access_key_id), std::string_view(author.client_address),
                  std::string_view(author.request_id));
}

void AuditStatements::append(const Author& author, std::span<const Change> changes) {
  for (const Change& change : changes) append(author, change);
}

std::vector<AuditEntry> AuditStatements::list(Timestamp since, std::int64_t after,
                                              std::size_t limit) {
  std::vector<AuditEntry> entries;
  Statement::Run row = list_.run(std::max(lowest_audit_id(since), after + 1), since, limit);
  while (row.step()) {
    entries.push_back({.id = row.integer(0),
                       .at = row.time(1),
                       .action = std::string(row.text(2)),
                       .resource = std::string(row.text(3)),
                       .before = std::string(row.text(4)),
                       .after = std::string(row.text(5)),
                       .via = std::string(row.text(6)),
                       .user = std::string(row.text(7)),
                       .access_key_id = std::string(row.text(8)),
                       .client_address = std::string(row.text(9)),
                       .request_id = std::string(row.text(10))});
  }
  return entries;
}

bool AuditStatements::has_older(Timestamp before) {
  return has_older_.run(lowest_audit_id(before)).step();
}

std::size_t AuditStatements::expire(Timestamp before, std::size_t limit) {
  delete_.execute(lowest_audit_id(before), limit);
  return delete_.changed_rows();
}

}  // namespace berth::storage::sqlite
