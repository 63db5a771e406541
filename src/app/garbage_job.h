// Runs the garbage collector in a server: regularly, and when a command asks for it.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "app/periodic_job.h"
#include "base/histogram.h"
#include "base/steady_clock.h"
#include "base/tally.h"
#include "ops/log.h"
#include "registry/ports/backends.h"
#include "registry/ports/job_requests.h"
#include "registry/use_cases/garbage.h"

namespace berth::app {

enum class GarbageTrigger : std::uint8_t { schedule, request };
inline constexpr GarbageTrigger kLastGarbageTrigger = GarbageTrigger::request;

// What all runs have done, for monitoring: runs that failed only count as failures.
struct GarbageTallies {
  TallyOf<kLastGarbageTrigger> runs;
  TallyOf<kLastGarbageTrigger> failures;
  DurationHistogram durations;
  Tally repositories;
  Tally links;
  Tally blobs;
  Tally blob_bytes;
  Tally uploads;
  Tally upload_bytes;
  Tally orphans;
  Tally postponed;
};

// The work of a PeriodicJob.
class GarbageJob {
 public:
  // How often it looks for requests, and so how soon a requested run begins.
  static constexpr PeriodicJob::Plan kPlan{.name = "gc",
                                           .interval = std::chrono::milliseconds(100)};

  struct Services {
    GarbageStore& garbage;
    BlobBackend& blobs;
    JobRequests& requests;
    const Clock& clock;
    const SteadyClock& steady_clock;
    ops::Log& log;
  };
  // `interval`: the time between two runs; nullopt: only requested runs.
  GarbageJob(const Services& services, const GarbagePolicy& policy,
             std::optional<std::chrono::seconds> interval);

  // Answers a request, if one waits, and collects, if it is time.
  void work(PeriodicJob::Turn& turn);
  // Any thread may call.
  [[nodiscard]] const GarbageTallies& tallies() const { return tallies_; }

 private:
  void collect(PeriodicJob::Turn& turn);
  void answer(const GarbageRequest& request, PeriodicJob::Turn& turn);
  // One run; counts it.
  GarbageReport run(GarbageTrigger trigger, OrphanScan scan, PeriodicJob::Turn& turn);
  // Says once that blobs had to stay because another process copies them, and once that this is
  // over.
  void note_pause();
  void log(std::string_view event, const GarbageReport& report, SteadyTime began);

  const Services services_;
  GarbageCollector collector_;
  const std::optional<std::chrono::seconds> interval_;
  SteadyTime next_run_;
  bool is_paused_ = false;
  GarbageTallies tallies_;
};

}  // namespace berth::app
