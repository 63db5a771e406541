#include "storage/sqlite/rows/purge.h"

namespace berth::storage::sqlite {
namespace {

// An image is deleted with its manifest.
constexpr std::size_t kRowsPerImage = 2;

// Deletes up to `limit` rows. Reports `limit` when it stopped because of their size, so that the
// caller stops, too.
std::size_t delete_images(Connection& connection, RepositoryKey repository, std::size_t limit) {
  const std::size_t wanted = limit / kRowsPerImage + 1;
  const auto [count, is_large] = connection.purges.count_images(repository, wanted);
  connection.purges.delete_images(repository, count);
  return is_large ? limit : kRowsPerImage * count;
}

std::size_t unlink_blobs(Connection& connection, const DeletedRepository& repository,
                         std::size_t limit) {
  const auto blobs = connection.purges.list_blobs(repository.key, limit);
  for (const Blob& blob : blobs) {
    connection.garbage.unlink(repository.key, blob, repository.deleted_at);
  }
  return blobs.size();
}

}  // namespace

PurgeOutcome purge(Connection& connection, const DeletedRepository& repository, std::size_t limit) {
  std::size_t done = connection.purges.delete_tags(repository.key, limit);
  if (done < limit) done += connection.purges.delete_history(repository.key, limit - done);
  // Before the images: each may have thousands of these rows.
  if (done < limit) done += connection.purges.delete_layers(repository.key, limit - done);
  if (done < limit) done += connection.purges.delete_children(repository.key, limit - done);
  if (done < limit) done += connection.purges.delete_referrers(repository.key, limit - done);
  if (done < limit) done += delete_images(connection, repository.key, limit - done);
  if (done < limit) done += unlink_blobs(connection, repository, limit - done);
  if (done >= limit) return PurgeOutcome::some_rows;
  connection.purges.delete_repository(repository.key);
  return PurgeOutcome::whole_repository;
}

}  // namespace berth::storage::sqlite
