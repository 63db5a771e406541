// Statements about what is stored and not needed, on one connection. What is unnamed and unheld is
// said in registry/ports/garbage_store.h; the writing ones keep both tables true. They also write
// which repository holds which blob, so that nobody can do so without booking it.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "registry/ports/garbage_store.h"
#include "storage/sqlite/engine/database.h"

namespace berth::storage::sqlite {

class GarbageStatements {
 public:
  explicit GarbageStatements(Database& database);

  // --- told by those who write; each in the transaction of what it tells of ---
  // A repository that is there comes to hold a blob, or holds it already.
  void link(RepositoryKey repository, const Blob& blob, Timestamp now);
  // A repository says again that it wants a blob that it holds.
  void hold(RepositoryKey repository, const Digest& digest, Timestamp now);
  // A repository lets go of a blob that it holds, which it has not needed since then.
  void unlink(RepositoryKey repository, const Blob& blob, Timestamp since);
  void image_inserted(RepositoryKey repository, std::int64_t sequence);
  // While the rows of the image are still there.
  void image_goes(RepositoryKey repository, std::int64_t sequence, Timestamp now);

  struct HeldBlob {
    Blob blob;
    std::optional<Timestamp> unnamed_since;  // nullopt: an image of the repository names it
  };
  // nullopt: the repository does not hold it, or is deleted. One statement, that is one state of
  // the store: between two, the collector might take away both the blob and what says that it may.
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
  void add_unheld(const Blob& blob, Timestamp since);
  // Whether it was unheld since then.
  bool forget_unheld(const UnheldBlob& unheld);

  bool has_upload_parts(Timestamp before);
  void forget_upload_parts(Timestamp before);

  // What would go: links that were unnamed before `before`, and the blobs that nothing else holds.
  GarbageReport measure(Timestamp before);
  std::optional<GarbageStore::Waiting> find_waiting();

 private:
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
