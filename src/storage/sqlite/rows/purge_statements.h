// Statements that take a deleted repository away in pieces, on one connection.
#pragma once

#include <optional>
#include <vector>

#include "registry/values/model.h"
#include "storage/sqlite/engine/database.h"

namespace berth::storage::sqlite {

// What is left of a repository once it is deleted, and until its last row is gone.
struct DeletedRepository {
  RepositoryKey key = 0;
  Timestamp deleted_at;
};

// 4 MiB: one manifest may be as large. The pages of what is deleted are written to the log, and
// others wait to write meanwhile.
inline constexpr std::uint64_t kMaxPurgeBytes = std::uint64_t{4} * 1024 * 1024;

class PurgeStatements {
 public:
  explicit PurgeStatements(Database& database);

  // Nobody finds the repository any more, and its name is free.
  void mark_deleted(RepositoryKey repository, Timestamp now);
  // The one that was deleted first.
  std::optional<DeletedRepository> next();

  // Each takes up to `limit` rows and says how many it took.
  std::size_t delete_tags(RepositoryKey repository, std::size_t limit);
  std::size_t delete_history(RepositoryKey repository, std::size_t limit);
  std::size_t delete_layers(RepositoryKey repository, std::size_t limit);
  std::size_t delete_children(RepositoryKey repository, std::size_t limit);
  std::size_t delete_referrers(RepositoryKey repository, std::size_t limit);
  // How many images, up to `limit`, can be deleted at once: their manifests are no more than
  // kMaxPurgeBytes together, or one.
  struct ImageCount {
    std::size_t count = 0;
    bool is_large = false;  // the limit would have allowed more
  };
  ImageCount count_images(RepositoryKey repository, std::size_t limit);
  // With their manifests.
  void delete_images(RepositoryKey repository, std::size_t count);
  // Up to `limit` that are left, for GarbageStatements::unlink() to take.
  std::vector<Blob> list_blobs(RepositoryKey repository, std::size_t limit);
  // With the few rows that there still may be.
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
