#include "registry/use_cases/garbage.h"

#include <utility>

namespace berth {
namespace {

void count(std::span<const Blob> blobs, GarbageCount& total) {
  for (const Blob& blob : blobs) {
    ++total.count;
    total.size_bytes += blob.size_bytes;
  }
}

void add(const GarbageCount& more, GarbageCount& total) {
  total.count += more.count;
  total.size_bytes += more.size_bytes;
}

}  // namespace

GarbageReport GarbageCollector::run(OrphanScan scan, const GoOn& go_on) {
  GarbageReport report;
  stopped_ = false;
  postponed_ = 0;
  failure_ = nullptr;
  attempt([&] { purge_repositories(report, go_on); });
  attempt([&] { unlink_unnamed(report, go_on); });
  attempt([&] { remove_unheld(report, go_on); });
  attempt([&] { expire_uploads(report, go_on); });
  attempt([&] { scan_for_orphans(report, scan, go_on); });
  if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
  return report;
}

template <typename Work>
void GarbageCollector::attempt(const Work& work) {
  try {
    work();
  } catch (...) {
    if (!failure_) failure_ = std::current_exception();
  }
}

void GarbageCollector::purge_repositories(GarbageReport& report, const GoOn& go_on) {
  while (!stopped_) {
    const PurgeOutcome outcome = garbage_.purge_repositories(kPurgedRowsPerStep);
    if (outcome == PurgeOutcome::nothing_to_do) return;
    if (outcome == PurgeOutcome::whole_repository) ++report.repositories;
    stopped_ = !go_on();
  }
}

void GarbageCollector::unlink_unnamed(GarbageReport& report, const GoOn& go_on) {
  while (!stopped_) {
    const std::size_t count = garbage_.unlink_unnamed(due(), kLinksPerStep, author());
    if (count == 0) return;
    report.links += count;
    stopped_ = !go_on();
  }
}

void GarbageCollector::remove_unheld(GarbageReport& report, const GoOn& go_on) {
  std::optional<UnheldBlob> last;
  while (!stopped_) {
    const auto blobs = garbage_.list_unheld(due(), last, kBlobsPerStep);
    if (blobs.empty()) return;
    std::vector<UnheldBlob> gone;
    for (const UnheldBlob& unheld : blobs) {
      attempt([&] {
        if (remove_if_unheld(unheld.blob.digest, report)) gone.push_back(unheld);
      });
    }
    // After the bytes: if this does not happen, the next run finds them gone.
    attempt([&] {
      if (!gone.empty()) add(garbage_.forget_unheld(gone, author()), report.blobs);
    });
    last = blobs.back();
    stopped_ = !go_on();
  }
}

bool GarbageCollector::remove_if_unheld(const Digest& digest, GarbageReport& report) {
  const auto [outcome, freed_bytes] =
      blobs_.remove_blob_unless(digest, [&] { return garbage_.is_held(digest); });
  if (outcome == BlobRemoval::Outcome::removed) {
    add({.count = 1, .size_bytes = freed_bytes}, report.blobs);
  }
  if (outcome != BlobRemoval::Outcome::held) return true;
  ++postponed_;  // it is being pushed: the next run will see
  return false;
}

Author GarbageCollector::author() const {
  Author author = author_;
  author.at = clock_.now();
  return author;
}

Timestamp GarbageCollector::expiry_of(const StoredUpload& upload) const {
  if (upload.kept_bytes > 0) return expiry();
  return clock_.now() - std::min(policy_.upload_expiry, policy_.empty_upload_expiry);
}

bool GarbageCollector::is_abandoned(const StoredUpload& upload) const {
  return upload.written_at < expiry_of(upload) || !garbage_.has_repository(upload.key.repository);
}

// An upload that is being written is not abandoned, and one that is gone needs nothing.
Result<void> GarbageCollector::end_upload(const StoredUpload& upload) {
  return garbage_.has_repository(upload.key.repository)
             ? blobs_.expire_upload(upload.key, expiry_of(upload))
             : blobs_.cancel_upload(upload.key);
}

void GarbageCollector::expire_uploads(GarbageReport& report, const GoOn& go_on) {
  if (stopped_) return;
  std::string position;
  do {
    const UploadPage page = blobs_.list_uploads(position);
    for (const StoredUpload& upload : page.uploads) {
      attempt([&] {
        if (!is_abandoned(upload) || !end_upload(upload)) return;
        add({.count = 1, .size_bytes = upload.size_bytes}, report.uploads);
        stopped_ = !go_on();
      });
      if (stopped_) return;
    }
    position = page.next;
  } while (!position.empty());
  garbage_.forget_upload_parts(expiry());
}

void GarbageCollector::scan_for_orphans(GarbageReport& report, OrphanScan scan, const GoOn& go_on) {
  if (scan == OrphanScan::everything) scan_position_.clear();
  while (!stopped_) {
    const BlobPage page = blobs_.list_blobs(scan_position_);
    const auto orphans = find_orphans(page);
    if (!orphans.empty()) garbage_.add_unheld(orphans, clock_.now());
    count(orphans, report.orphans);
    scan_position_ = page.next;
    if (scan == OrphanScan::one_page || page.next.empty()) return;
    stopped_ = !go_on();
  }
}

std::vector<Blob> GarbageCollector::find_orphans(const BlobPage& page) {
  auto orphans = garbage_.find_orphans(page.blobs);
  // A blob that is being pushed will have its row in a moment, or has it by now.
  std::erase_if(orphans, [this](const Blob& blob) {
    return blobs_.is_held(blob.digest) || garbage_.find_orphans(std::span(&blob, 1)).empty();
  });
  return orphans;
}

void GarbageCollector::measure_uploads(GarbageReport& report) {
  std::string position;
  do {
    const UploadPage page = blobs_.list_uploads(position);
    for (const StoredUpload& upload : page.uploads) {
      if (is_abandoned(upload)) add({.count = 1, .size_bytes = upload.size_bytes}, report.uploads);
    }
    position = page.next;
  } while (!position.empty());
}

GarbageReport GarbageCollector::measure(const GoOn& go_on) {
  stopped_ = false;
  GarbageReport report = garbage_.measure(due());
  measure_uploads(report);
  std::string position;
  do {
    const BlobPage page = blobs_.list_blobs(position);
    count(find_orphans(page), report.orphans);
    position = page.next;
    stopped_ = !go_on();
  } while (!stopped_ && !position.empty());
  return report;
}

}  // namespace berth
