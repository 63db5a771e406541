// Deletes entries of the audit that are older than a server keeps them.
#pragma once

#include <chrono>
#include <cstddef>

#include "app/periodic_job.h"
#include "base/clock.h"
#include "registry/ports/audit_store.h"

namespace berth::app {

// The work of a PeriodicJob. One thread at a time.
class AuditJob {
 public:
  // Entries are kept for days, so a minute more matters to nobody. A turn without work is one look
  // at the oldest entry.
  static constexpr PeriodicJob::Plan kPlan{.name = "audit",
                                           .interval = std::chrono::milliseconds(60'000)};
  // A few milliseconds of the writer's time: most entries have some hundred bytes.
  static constexpr std::size_t kEntriesPerStep = 500;

  // Both must outlive the job.
  AuditJob(AuditStore& audit, const Clock& clock, std::chrono::days kept)
      : audit_(audit), clock_(clock), kept_(kept) {}

  // `go_on` is called after each step; false ends the turn.
  template <typename GoOn>
  void work(const GoOn& go_on) {
    while (audit_.expire(clock_.now() - kept_, kEntriesPerStep) == kEntriesPerStep && go_on()) {
    }
  }

 private:
  AuditStore& audit_;
  const Clock& clock_;
  const std::chrono::days kept_;
};

}  // namespace berth::app
