#include "storage/sqlite/purge.h"

namespace berth::storage {
namespace {

// An image goes with its manifest.
constexpr std::size_t kRowsPerImage = 2;

std::size_t delete_images(Connection& connection, RepositoryKey repository, std::size_t limit) {
  return kRowsPerImage * connection.purges.delete_images(repository, limit / kRowsPerImage + 1);
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
  // Before the images, each of which may have thousands.
  if (done < limit) done += connection.purges.delete_layers(repository.key, limit - done);
  if (done < limit) done += connection.purges.delete_children(repository.key, limit - done);
  if (done < limit) done += connection.purges.delete_referrers(repository.key, limit - done);
  if (done < limit) done += delete_images(connection, repository.key, limit - done);
  if (done < limit) done += unlink_blobs(connection, repository, limit - done);
  if (done >= limit) return PurgeOutcome::some_rows;
  connection.purges.delete_repository(repository.key);
  return PurgeOutcome::whole_repository;
}

}  // namespace berth::storage
