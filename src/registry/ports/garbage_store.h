// Port: what is stored and not needed. The other side of MetadataStore, on the same rows.
//
// A blob is *unnamed* in a repository that holds it when no image of the repository names it, and
// *unheld* when no repository holds it. The store keeps book of both as it writes, in the same
// transactions, with the time since when it is so.
//
// Any thread may call any method, which may block; each is one transaction, and every method that
// writes writes little: what waits behind it waits for milliseconds. A broken store throws.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "registry/values/model.h"

namespace berth {

struct UnheldBlob {
  Blob blob;
  Timestamp since;
};

struct GarbageCount {
  std::uint64_t count = 0;
  std::uint64_t size_bytes = 0;
  bool operator==(const GarbageCount&) const = default;
};

// What a run of the collector did, or would do.
struct GarbageReport {
  std::uint64_t repositories = 0;  // deleted ones whose last row went
  std::uint64_t links = 0;         // blobs that a repository does not hold any more
  GarbageCount blobs = {};         // bytes that were given back
  GarbageCount uploads = {};       // abandoned ones
  GarbageCount orphans = {};  // bytes that no row knew of: unheld from now on, not given back yet

  bool operator==(const GarbageReport&) const = default;
};

enum class PurgeOutcome { nothing_to_do, some_rows, whole_repository };

enum class GarbageRun { for_real, dry };

// A run that another process wants.
struct GarbageRequest {
  std::int64_t id = 0;
  GarbageRun run = GarbageRun::for_real;
};

class GarbageStore {
 public:
  GarbageStore() = default;
  GarbageStore(const GarbageStore&) = delete;
  GarbageStore& operator=(const GarbageStore&) = delete;
  virtual ~GarbageStore() = default;

  // Takes up to `limit` rows of a deleted repository away.
  virtual PurgeOutcome purge_repositories(std::size_t limit) = 0;
  // Looks at up to `limit` blobs that were unnamed in a repository before `before`; the repository
  // lets go of those that no image names. Returns how many it looked at.
  virtual std::size_t unlink_unnamed(Timestamp before, std::size_t limit) = 0;

  // Unheld before `before`, the longest first, after the blob `after`.
  virtual std::vector<UnheldBlob> list_unheld(Timestamp before,
                                              const std::optional<UnheldBlob>& after,
                                              std::size_t limit) = 0;
  virtual bool is_held(const Digest& digest) = 0;
  // Their bytes in the blob store are gone; those that are kept with the metadata go with this. Not
  // of one that became unheld anew since it was listed. Returns what this gave back.
  virtual GarbageCount forget_unheld(std::span<const UnheldBlob> blobs) = 0;
  // Those of the stored blobs that are neither held nor unheld: no row knows of them.
  virtual std::vector<Blob> find_orphans(std::span<const Blob> stored) = 0;
  // Those that still are orphans are unheld from now on.
  virtual void add_unheld(std::span<const Blob> orphans, Timestamp now) = 0;

  // False also if it is deleted, and its rows are still going: then its uploads are nobody's.
  virtual bool has_repository(RepositoryKey repository) = 0;
  // What is known of the parts of uploads that got none since `before`.
  virtual void forget_upload_parts(Timestamp before) = 0;

  // How many links and blobs would go now, by rows: no orphans, no uploads.
  virtual GarbageReport measure(Timestamp before) = 0;

  // What waits for its grace period, unnamed or unheld: since when the first and the last of it is;
  // nullopt: there is none.
  struct Waiting {
    Timestamp first;
    Timestamp last;
  };
  virtual std::optional<Waiting> find_waiting() = 0;

  // --- runs that are asked for from outside the server ---
  virtual std::int64_t add_request(GarbageRun run, Timestamp now) = 0;
  // The oldest that was not answered.
  virtual std::optional<GarbageRequest> next_request() = 0;
  virtual void answer_request(std::int64_t id, const GarbageReport& report) = 0;
  // The answer, once, if there is one.
  virtual std::optional<GarbageReport> take_answer(std::int64_t id) = 0;
  // Whether the request still waits for its answer: neither answered nor cancelled.
  virtual bool is_open(std::int64_t request_id) = 0;
  virtual void cancel_request(std::int64_t id) = 0;
};

}  // namespace berth
