// Statements that take a deleted repository away in pieces, on one connection.
#pragma once

#include <optional>
#include <vector>

#include "registry/model.h"
#include "storage/sqlite/database.h"

namespace berth::storage {

// What is left of a repository once it is deleted, and until its last row is gone.
struct DeletedRepository {
  RepositoryKey key = 0;
  Timestamp deleted_at;
};

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
  // With their manifests. Says how many images.
  std::size_t delete_images(RepositoryKey repository, std::size_t limit);
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
  Statement delete_manifests_;
  Statement delete_images_;
  Statement list_blobs_;
  Statement delete_;
};

}  // namespace berth::storage
