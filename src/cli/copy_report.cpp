#include "cli/copy_report.h"

#include <cstdio>
#include <cstdlib>

namespace berth::cli {
namespace {

const char* name_of(backup::Stage stage) {
  switch (stage) {
    case backup::Stage::reading_the_copy:
      return "reading the blobs of the backup";
    case backup::Stage::copying:
      return "copying blobs";
    case backup::Stage::copying_what_is_new:
      return "copying what was pushed meanwhile";
    case backup::Stage::checking:
      return "checking the copy";
  }
  return "";
}

}  // namespace

std::string text_of(const GarbageCount& count) {
  return std::to_string(count.count) + " blobs (" + std::to_string(count.size_bytes) + " bytes)";
}

std::string text_of_copied(const GarbageCount& copied, const GarbageCount& present) {
  return "copied " + text_of(copied) + ", kept " + text_of(present);
}

std::string text_of(const backup::Snapshot& snapshot) {
  return "all that was pushed before " + snapshot.begun_at + ": " +
         std::to_string(snapshot.manifests) + " manifests, " +
         text_of({.count = snapshot.blobs, .size_bytes = snapshot.blob_bytes});
}

int exit_code_of(backup::Outcome outcome) {
  return outcome == backup::Outcome::whole ? EXIT_SUCCESS : EXIT_FAILURE;
}

backup::Observer CopyProgress::observer() {
  return {.on_progress = [this](backup::Stage stage,
                                const BlobCopy::Counts& counts) { tell(stage, counts); },
          .on_finding =
              [](const Finding& finding) {
                std::fprintf(stderr, "berth: %s: %s: %s\n",
                             std::string(berth::name_of(finding.kind)).c_str(),
                             finding.subject.c_str(), finding.reason.c_str());
              }};
}

void CopyProgress::tell(backup::Stage stage, const BlobCopy::Counts& counts) {
  const auto now = std::chrono::steady_clock::now();
  if (now - told_at_ < kInterval) return;
  told_at_ = now;
  std::fprintf(stderr, "berth: %s: %s\n", name_of(stage),
               text_of_copied(counts.copied, counts.present).c_str());
}

}  // namespace berth::cli
