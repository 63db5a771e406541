// What a copy of a store is worth: `berth fsck` of the copy, and what follows from it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <set>
#include <string>

#include "base/clock.h"
#include "registry/use_cases/blob_copy.h"
#include "registry/use_cases/fsck.h"
#include "stores/open_stores.h"

namespace berth::backup {

enum class Outcome : std::uint8_t {
  whole,
  // It is all that the original was, including what is wrong with that: `berth fsck` of the
  // original finds the same.
  whole_with_problems,
  not_whole,  // something of the original could not be copied
};

enum class Stage : std::uint8_t { reading_the_copy, copying, copying_what_is_new, checking };

// What the caller is told while a copy is made. On the thread that makes it.
struct Observer {
  std::function<void(Stage, const BlobCopy::Counts&)> on_progress;
  FindingVisitor on_finding;
};

// Collects the findings of a copy, and tells them on: each blob once, though the check finds to be
// missing what could not be copied.
class Findings {
 public:
  explicit Findings(const FindingVisitor& tell) : tell_(tell) {}

  void add(const Finding& finding);
  [[nodiscard]] Outcome outcome() const;

 private:
  const FindingVisitor& tell_;
  std::set<std::string> faults_;  // of the copy, by subject
  std::uint64_t problems_ = 0;    // of the original
};

// Checks the rows of a copy against each other and against its blobs; `whole` also reads every
// byte. Images whose blobs the original accepts to be absent are no problem.
FsckReport check_copy(const stores::Stores& copy, FsckDepth depth, const Clock& clock,
                      Findings& findings);

// The SHA-256 of a file, in hexadecimal. Throws std::system_error.
std::string sha256_of(const std::filesystem::path& file);

}  // namespace berth::backup
