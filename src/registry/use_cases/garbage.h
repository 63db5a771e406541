// Use case: frees what nothing needs any more, while everything else goes on.
// docs/decisions/0006-garbage-collection.md
#pragma once

#include <chrono>
#include <cstdint>
#include <exception>
#include <functional>
#include <string>

#include "base/clock.h"
#include "registry/ports/blob_store.h"
#include "registry/ports/garbage_store.h"
#include "registry/rules/audit.h"
#include "registry/rules/garbage_policy.h"

namespace berth {

enum class OrphanScan : std::uint8_t {
  one_page,  // goes on where the last run stopped
  everything,
};

// One thread at a time; any thread will do. May be destroyed, or its process killed, at any moment:
// the next run repeats what was half done.
class GarbageCollector {
 public:
  // A run is made of steps, each of which keeps others waiting for milliseconds at most.
  static constexpr std::size_t kPurgedRowsPerStep = 500;
  static constexpr std::size_t kLinksPerStep = 100;
  static constexpr std::size_t kBlobsPerStep = 50;

  // Called after each step; false ends the run.
  using GoOn = std::function<bool()>;

  // All must outlive the collector. `author`: for the audit, at any time.
  GarbageCollector(GarbageStore& garbage, BlobStore& blobs, const Clock& clock,
                   const GarbagePolicy& policy, Author author = collector_author())
      : garbage_(garbage),
        blobs_(blobs),
        clock_(clock),
        policy_(policy),
        author_(std::move(author)) {}

  // A failure does not keep anything else from being freed: a full disk, on which no row can be
  // written, needs it most. The first failure is thrown at the end.
  GarbageReport run(OrphanScan scan, const GoOn& go_on);
  // Reports what run() would do now, looking at everything. Counts the orphans that it would find,
  // too.
  GarbageReport measure(const GoOn& go_on);
  // Whether the last run was told to end: then its report may be incomplete.
  [[nodiscard]] bool was_stopped() const { return stopped_; }
  // How many unheld blobs the last run left alone, because they were held again just then.
  [[nodiscard]] std::uint64_t postponed() const { return postponed_; }

 private:
  // Runs `work`, and goes on if it fails.
  template <typename Work>
  void attempt(const Work& work);
  void purge_repositories(GarbageReport& report, const GoOn& go_on);
  void unlink_unnamed(GarbageReport& report, const GoOn& go_on);
  void remove_unheld(GarbageReport& report, const GoOn& go_on);
  // Whether the store may forget the blob: it is gone, or somebody holds it again.
  bool remove_if_unheld(const Digest& digest, GarbageReport& report);
  [[nodiscard]] bool is_abandoned(const StoredUpload& upload) const;
  Result<void> end_upload(const StoredUpload& upload);
  void expire_uploads(GarbageReport& report, const GoOn& go_on);
  void measure_uploads(GarbageReport& report);
  void scan_for_orphans(GarbageReport& report, OrphanScan scan, const GoOn& go_on);

  std::vector<Blob> find_orphans(const BlobPage& page);
  // Now.
  [[nodiscard]] Author author() const;

  [[nodiscard]] Timestamp due() const { return clock_.now() - policy_.grace; }
  // Uploads without a write since then have expired.
  [[nodiscard]] Timestamp expiry() const { return clock_.now() - policy_.upload_expiry; }
  [[nodiscard]] Timestamp expiry_of(const StoredUpload& upload) const;

  GarbageStore& garbage_;
  BlobStore& blobs_;
  const Clock& clock_;
  const GarbagePolicy policy_;
  const Author author_;
  std::string scan_position_;
  bool stopped_ = false;
  std::uint64_t postponed_ = 0;
  std::exception_ptr failure_;  // the first of this run
};

}  // namespace berth
