// Statements about what is stored and not needed, on one connection. registry/ports/garbage_store.h
// defines "unnamed" and "unheld"; the writing statements keep both tables true. They also record
// which repository holds which blob, so that no code can do so without booking it, and count what
// they record (usage_statements.h).
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "registry/ports/garbage_store.h"
#include "storage/sqlite/engine/database.h"
#include "storage/sqlite/rows/usage_statements.h"

namespace berth::storage::sqlite {

class GarbageStatements {
 public:
  // `usage`: on the same connection; must outlive this.
  GarbageStatements(Database& database, UsageStatements& usage);

  // --- called by writers; each in the transaction of the change that it reports ---
  // An existing repository now holds a blob, or holds it already. Returns whether it did not.
  bool link(RepositoryKey repository, const Blob& blob, Timestamp now);
  // A repository still wants a blob that it holds.
  void hold(RepositoryKey repository, const Digest& digest, Timestamp now);
  // A repository drops a blob that it holds and has not needed since `since`.
  void unlink(RepositoryKey repository, const Blob& blob, Timestamp since);
  void image_inserted(RepositoryKey repository, std::int64_t sequence);
  // To be called while the rows of the image still exist.
  void image_goes(RepositoryKey repository, std::int64_t sequence, Timestamp now);

  struct HeldBlob {
    Blob blob;
    std::optional<Timestamp> unnamed_since;  // nullopt: an image of the repository names it
  };
  // nullopt: the repository does not hold it, or is deleted. A single statement, and so a single
  // state of the store: between two statements, the collector might remove both the blob and the
  // row that says it is unnamed.
  std::optional<HeldBlob> find_held(RepositoryKey repository, const Digest& digest);

  // --- for the collector ---
  struct UnnamedBlob {
    RepositoryKey repository = 0;
    Blob blob;
    Timestamp since;
  };
  std::vector<UnnamedBlob> list_unnamed(Timestamp before, std::size_t limit);
  bool is_named(RepositoryKey repository, const Digest& digest);
  void forget_unnamed(RepositoryKey repository, const Digest& digest);

  std::vector<UnheldBlob> list_unheld(Timestamp before, const std::optional<UnheldBlob>& after,
                                      std::size_t limit);
  bool is_held(const Digest& digest);
  bool is_unheld(const Digest& digest);
  // A stored blob that is neither held nor unheld; any other is left alone.
  void add_orphan(const Blob& blob, Timestamp now);
  // Its bytes are gone. Returns whether it was still unheld since that time.
  bool forget_unheld(const UnheldBlob& unheld);

  bool has_upload_parts(Timestamp before);
  void forget_upload_parts(Timestamp before);

  // What would be removed: links unnamed before `before`, and the blobs that nothing else holds.
  GarbageReport measure(Timestamp before);
  std::optional<GarbageStore::Waiting> find_waiting();

 private:
  bool clear_unheld(const Digest& digest);

  UsageStatements& usage_;
  Statement link_;
  Statement unlink_;
  Statement touch_unnamed_;
  Statement clear_unheld_;
  Statement queue_unheld_;
  Statement name_layers_;
  Statement unname_layers_;
  Statement find_held_;
  Statement list_unnamed_;
  Statement is_named_;
  Statement forget_unnamed_;
  Statement list_unheld_;
  Statement is_held_;
  Statement is_held_elsewhere_;
  Statement is_unheld_;
  Statement forget_unheld_;
  Statement has_upload_parts_;
  Statement forget_upload_parts_;
  Statement count_unheld_;
  Statement count_links_;
  Statement count_deleted_;
  Statement find_waiting_;
};

}  // namespace berth::storage::sqlite
