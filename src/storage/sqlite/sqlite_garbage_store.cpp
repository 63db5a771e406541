#include "storage/sqlite/sqlite_garbage_store.h"

#include "registry/rules/audit.h"
#include "storage/sqlite/rows/purge.h"

namespace berth::storage::sqlite {

// Every method reads before it writes: a collector that finds nothing to do commits nothing. What
// it writes touches only repositories that lose something: unheld blobs, the parts of uploads and
// requests for runs are not shown by any reading method.

void SqliteGarbageStore::write(const std::function<void(Connection&, Changes&)>& operation) {
  [[maybe_unused]] const auto done =
      database_.write<void>([&](Connection& connection, Changes& changes) -> Result<void> {
        operation(connection, changes);
        return {};
      });
}

PurgeOutcome SqliteGarbageStore::purge_repositories(std::size_t limit) {
  if (!database_.reader()->purges.next()) return PurgeOutcome::nothing_to_do;
  PurgeOutcome outcome = PurgeOutcome::nothing_to_do;
  write([&](Connection& connection, Changes& changes) {
    if (const auto repository = connection.purges.next()) {
      changes.touch(Scope::of(repository->key));
      outcome = purge(connection, *repository, limit);
    }
  });
  return outcome;
}

std::size_t SqliteGarbageStore::unlink_unnamed(Timestamp before, std::size_t limit,
                                               const Author& author) {
  if (database_.reader()->garbage.list_unnamed(before, 1).empty()) return 0;
  std::size_t count = 0;
  write([&](Connection& connection, Changes& changes) {
    for (const auto& unnamed : connection.garbage.list_unnamed(before, limit)) {
      // By the book, no image names it. Check again: a wrong entry would cost an image its layer.
      if (connection.garbage.is_named(unnamed.repository, unnamed.blob.digest)) {
        connection.garbage.forget_unnamed(unnamed.repository, unnamed.blob.digest);
      } else {
        changes.touch(Scope::of(unnamed.repository));
        // That of a deleted repository went with it.
        if (const auto holder = connection.repositories.full_name(unnamed.repository)) {
          connection.audit.append(author, change_of_unlinking(*holder, unnamed.blob));
        }
        connection.garbage.unlink(unnamed.repository, unnamed.blob, unnamed.since);
      }
      ++count;
    }
  });
  return count;
}

std::vector<UnheldBlob> SqliteGarbageStore::list_unheld(Timestamp before,
                                                        const std::optional<UnheldBlob>& after,
                                                        std::size_t limit) {
  return database_.reader()->garbage.list_unheld(before, after, limit);
}

bool SqliteGarbageStore::is_held(const Digest& digest) {
  return database_.reader()->garbage.is_held(digest);
}

GarbageCount SqliteGarbageStore::forget_unheld(std::span<const UnheldBlob> blobs,
                                               const Author& author) {
  GarbageCount given_back;
  write([&](Connection& connection, Changes&) {
    for (const UnheldBlob& unheld : blobs) {
      // Held and unheld again meanwhile, with a new time: it waits once more.
      if (!connection.garbage.forget_unheld(unheld)) continue;
      connection.audit.append(author, change_of_removal(unheld.blob));
      if (!connection.small_blobs.remove_unless_held(unheld.blob.digest)) continue;
      ++given_back.count;
      given_back.size_bytes += unheld.blob.size_bytes;
    }
  });
  return given_back;
}

std::vector<Blob> SqliteGarbageStore::find_orphans(std::span<const Blob> stored) {
  const ReaderPool::Lease reader = database_.reader();
  const Transaction snapshot(reader->database, Access::read_only);
  std::vector<Blob> orphans;
  for (const Blob& blob : stored) {
    if (reader->garbage.is_held(blob.digest) || reader->garbage.is_unheld(blob.digest)) continue;
    orphans.push_back(blob);
  }
  return orphans;
}

void SqliteGarbageStore::add_unheld(std::span<const Blob> orphans, Timestamp now) {
  write([&](Connection& connection, Changes&) {
    for (const Blob& blob : orphans) connection.garbage.add_orphan(blob, now);
  });
}

bool SqliteGarbageStore::has_repository(RepositoryKey repository) {
  return database_.reader()->repositories.exists(repository);
}

void SqliteGarbageStore::forget_upload_parts(Timestamp before) {
  if (!database_.reader()->garbage.has_upload_parts(before)) return;
  write([&](Connection& connection, Changes&) { connection.garbage.forget_upload_parts(before); });
}

GarbageReport SqliteGarbageStore::measure(Timestamp before) {
  const ReaderPool::Lease reader = database_.reader();
  const Transaction snapshot(reader->database, Access::read_only);
  return reader->garbage.measure(before);
}

std::optional<GarbageStore::Waiting> SqliteGarbageStore::find_waiting() {
  return database_.reader()->garbage.find_waiting();
}

}  // namespace berth::storage::sqlite
