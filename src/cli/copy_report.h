// What `berth backup` and `berth restore` print while they work, and when they are done.
#pragma once

#include <chrono>
#include <string>

#include "backup/copy_check.h"
#include "backup/manifest.h"
#include "registry/values/garbage_report.h"

namespace berth::cli {

// "2 blobs (40000 bytes)"
std::string text_of(const GarbageCount& count);
// "copied 2 blobs (40000 bytes), kept 1 blobs (10 bytes)"
std::string text_of_copied(const GarbageCount& copied, const GarbageCount& present);
// "all that was pushed before 2026-01-31T12:00:00Z: 1 manifests, 2 blobs (40000 bytes)"
std::string text_of(const backup::Snapshot& snapshot);
// The exit code that an outcome has.
int exit_code_of(backup::Outcome outcome);

// Tells, on standard error, every finding, and how far a long copy has come. Must outlive the
// observer that it returns.
class CopyProgress {
 public:
  // A short copy says nothing.
  static constexpr std::chrono::seconds kInterval{10};

  [[nodiscard]] backup::Observer observer();

 private:
  void tell(backup::Stage stage, const BlobCopy::Counts& counts);

  std::chrono::steady_clock::time_point told_at_ = std::chrono::steady_clock::now();
};

}  // namespace berth::cli
