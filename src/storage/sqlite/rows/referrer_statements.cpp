#include "storage/sqlite/rows/referrer_statements.h"

namespace berth::storage::sqlite {
namespace {

void visit_rows(Statement::Run&& row, const ReferrerVisitor& visit) {
  bool wants_more = true;
  while (wants_more && row.step()) {
    wants_more = visit({.digest = row.text(0),
                        .media_type = row.text(1),
                        .artifact_type = row.text(2),
                        .size_bytes = row.number(3),
                        .annotations = row.text(4)});
  }
}

}  // namespace

ReferrerStatements::ReferrerStatements(Database& database)
    : insert_(database,
              "INSERT OR IGNORE INTO referrers (repository, subject, digest, media_type,"
              " artifact_type, size, annotations) VALUES (?, ?, ?, ?, ?, ?, ?)"),
      delete_(database, "DELETE FROM referrers WHERE repository = ? AND digest = ?"),
      list_(database,
            "SELECT digest, media_type, artifact_type, size, annotations FROM referrers"
            " WHERE repository = ? AND subject = ? AND digest > ? ORDER BY digest LIMIT ?"),
      // INDEXED BY: SQLite would otherwise scan the referrers of every type.
      list_of_type_(database,
                    "SELECT digest, media_type, artifact_type, size, annotations FROM referrers"
                    " INDEXED BY referrers_by_type"
                    " WHERE repository = ? AND subject = ? AND artifact_type = ? AND digest > ?"
                    " ORDER BY digest LIMIT ?") {}

void ReferrerStatements::insert(RepositoryKey repository, const NewImage& image) {
  if (!image.subject) return;
  insert_.execute(repository, image.subject->text(), image.digest.text(), image.media_type,
                  image.artifact_media_type, image.content.size(), image.annotations);
}

void ReferrerStatements::remove(RepositoryKey repository, std::string_view digest) {
  delete_.execute(repository, digest);
}

void ReferrerStatements::list(RepositoryKey repository, const Digest& subject,
                              std::optional<std::string_view> artifact_type, std::string_view after,
                              std::size_t limit, const ReferrerVisitor& visit) {
  if (artifact_type) {
    visit_rows(list_of_type_.run(repository, subject.text(), *artifact_type, after, limit), visit);
  } else {
    visit_rows(list_.run(repository, subject.text(), after, limit), visit);
  }
}

}  // namespace berth::storage::sqlite
