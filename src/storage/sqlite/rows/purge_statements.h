// Statements that remove a deleted repository piece by piece, on one connection.
#pragma once

#include <optional>
#include <vector>

#include "registry/values/model.h"
#include "storage/sqlite/engine/database.h"

namespace berth::storage::sqlite {

// What remains of a deleted repository until its last row is gone.
struct DeletedRepository {
  RepositoryKey key = 0;
  Timestamp deleted_at;
};

// 4 MiB: a single manifest may be that large. The deleted pages are written to the log while other
// writers wait.
inline constexpr std::uint64_t kMaxPurgeBytes = std::uint64_t{4} * 1024 * 1024;

class PurgeStatements {
 public:
  explicit PurgeStatements(Database& database);

  // From now on the repository cannot be found, and its name is free.
  void mark_deleted(RepositoryKey repository, Timestamp now);
  // The repository that was deleted first.
  std::optional<DeletedRepository> next();

  // Each deletes up to `limit` rows and returns how many it deleted.
  std::size_t delete_tags(RepositoryKey repository, std::size_t limit);
  std::size_t delete_history(RepositoryKey repository, std::size_t limit);
  std::size_t delete_layers(RepositoryKey repository, std::size_t limit);
  std::size_t delete_children(RepositoryKey repository, std::size_t limit);
  std::size_t delete_referrers(RepositoryKey repository, std::size_t limit);
  // How many images, up to `limit`, can be deleted at once: as many as have at most kMaxPurgeBytes
  // of manifests together, but at least one.
  struct ImageCount {
    std::size_t count = 0;
    bool is_large = false;  // the limit would have allowed more
  };
  ImageCount count_images(RepositoryKey repository, std::size_t limit);
  // Deletes their manifests, too.
  void delete_images(RepositoryKey repository, std::size_t count);
  // Up to `limit` of the remaining blobs, for GarbageStatements::unlink().
  std::vector<Blob> list_blobs(RepositoryKey repository, std::size_t limit);
  // Deletes the few rows that may be left, too.
  void delete_repository(RepositoryKey repository);

 private:
  Statement mark_;
  Statement delete_logo_;
  Statement next_;
  Statement delete_tags_;
  Statement delete_history_;
  Statement delete_layers_;
  Statement delete_children_;
  Statement delete_referrers_;
  Statement image_sizes_;
  Statement delete_manifests_;
  Statement delete_images_;
  Statement list_blobs_;
  Statement delete_;
};

}  // namespace berth::storage::sqlite
