// Port: what is stored and not needed. The other side of MetadataStore, on the same rows.
//
// A blob is *unnamed* in a repository that holds it when no image of the repository names it, and
// *unheld* when no repository holds it. The store records both as it writes, in the same
// transactions, with the time since when it is so.
//
// Any thread may call any method, which may block; each is one transaction, and every writing
// method writes little: other writers wait for milliseconds. A broken store throws. Only what takes
// something from a repository outdates what depends on it (basis.h): unlink_unnamed(),
// purge_repositories().
//
// A method that takes an author records in the audit (audit_store.h) what it removes, in the same
// transaction. The rows of a deleted repository went with it: that was recorded then.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "registry/values/author.h"
#include "registry/values/garbage_report.h"
#include "registry/values/model.h"

namespace berth {

struct UnheldBlob {
  Blob blob;
  Timestamp since;
};

enum class PurgeOutcome : std::uint8_t { nothing_to_do, some_rows, whole_repository };

class GarbageStore {
 public:
  GarbageStore() = default;
  GarbageStore(const GarbageStore&) = delete;
  GarbageStore& operator=(const GarbageStore&) = delete;
  virtual ~GarbageStore() = default;

  // Removes up to `limit` rows of a deleted repository.
  virtual PurgeOutcome purge_repositories(std::size_t limit) = 0;
  // Looks at up to `limit` blobs that were unnamed in a repository before `before`; those that no
  // image names are unlinked from the repository. Returns how many it looked at.
  virtual std::size_t unlink_unnamed(Timestamp before, std::size_t limit, const Author& author) = 0;

  // Blobs unheld since before `before`, the oldest first, after the blob `after`.
  virtual std::vector<UnheldBlob> list_unheld(Timestamp before,
                                              const std::optional<UnheldBlob>& after,
                                              std::size_t limit) = 0;
  virtual bool is_held(const Digest& digest) = 0;
  // Forgets blobs whose bytes in the blob store are gone; bytes that are kept with the metadata are
  // removed here. Skips a blob that became unheld anew since it was listed. Returns what this
  // freed.
  virtual GarbageCount forget_unheld(std::span<const UnheldBlob> blobs, const Author& author) = 0;
  // Returns the stored blobs that are neither held nor unheld: no row knows of them.
  virtual std::vector<Blob> find_orphans(std::span<const Blob> stored) = 0;
  // Records the blobs that are still orphans as unheld from now on.
  virtual void add_unheld(std::span<const Blob> orphans, Timestamp now) = 0;

  // False also for a deleted repository whose rows are still being purged: nobody owns its uploads.
  virtual bool has_repository(RepositoryKey repository) = 0;
  // Forgets the part counts of uploads that have received no part since `before`.
  virtual void forget_upload_parts(Timestamp before) = 0;

  // How many links and blobs would be removed now, counted by rows: no orphans, no uploads.
  virtual GarbageReport measure(Timestamp before) = 0;

  // Blobs that wait for the end of their grace period, unnamed or unheld: since when the first and
  // the last of them have waited. nullopt: none wait.
  struct Waiting {
    Timestamp first;
    Timestamp last;
  };
  virtual std::optional<Waiting> find_waiting() = 0;
};

}  // namespace berth
