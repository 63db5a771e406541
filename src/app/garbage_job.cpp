#include "app/garbage_job.h"

namespace berth::app {

GarbageJob::GarbageJob(const Services& services, const GarbagePolicy& policy,
                       std::optional<std::chrono::seconds> interval)
    : services_(services),
      collector_(services.garbage, services.blobs.blobs(), services.clock, policy),
      interval_(interval),
      next_run_(services.steady_clock.now() + interval.value_or(std::chrono::seconds())) {}

void GarbageJob::work(PeriodicJob::Turn& turn) {
  if (is_paused_) turn.attempt([&] { note_pause(); });
  // First: a full disk, on which no request can be answered, needs it most.
  if (interval_ && services_.steady_clock.now() >= next_run_) {
    turn.attempt([&] { collect(turn); });
    next_run_ = services_.steady_clock.now() + *interval_;
  }
  if (const auto request = services_.requests.next()) answer(*request, turn);
}

void GarbageJob::collect(PeriodicJob::Turn& turn) {
  const SteadyTime began = services_.steady_clock.now();
  log("gc", run(GarbageTrigger::schedule, OrphanScan::one_page, turn), began);
}

void GarbageJob::answer(const GarbageRequest& request, PeriodicJob::Turn& turn) {
  const bool answered = turn.attempt([&] {
    const SteadyTime began = services_.steady_clock.now();
    const GarbageReport report = request.run == GarbageRun::dry
                                     ? collector_.measure([&turn] { return !turn.should_end(); })
                                     : run(GarbageTrigger::request, OrphanScan::everything, turn);
    // If the server ends, the waiting command does the work itself (cli/gc.cpp).
    if (!collector_.was_stopped()) services_.requests.answer(request.id, report);
    if (request.run == GarbageRun::for_real) log("gc_requested", report, began);
  });
  if (!answered) services_.requests.cancel(request.id);
}

GarbageReport GarbageJob::run(GarbageTrigger trigger, OrphanScan scan, PeriodicJob::Turn& turn) {
  const SteadyTime began = services_.steady_clock.now();
  GarbageReport report;
  try {
    report = collector_.run(scan, [&turn] { return turn.go_on(); });
  } catch (...) {
    tallies_.failures.add(trigger);
    throw;
  }
  tallies_.runs.add(trigger);
  tallies_.durations.add(services_.steady_clock.now() - began);
  tallies_.repositories.add(report.repositories);
  tallies_.links.add(report.links);
  tallies_.blobs.add(report.blobs.count);
  tallies_.blob_bytes.add(report.blobs.size_bytes);
  tallies_.uploads.add(report.uploads.count);
  tallies_.upload_bytes.add(report.uploads.size_bytes);
  tallies_.orphans.add(report.orphans.count);
  tallies_.postponed.add(collector_.postponed());
  if (collector_.postponed() != 0) note_pause();
  return report;
}

void GarbageJob::note_pause() {
  if (services_.blobs.are_removals_paused() == is_paused_) return;
  is_paused_ = !is_paused_;
  services_.log.write(ops::LogLevel::info, is_paused_ ? "removals_paused" : "removals_resumed", {});
}

void GarbageJob::log(std::string_view event, const GarbageReport& report, SteadyTime began) {
  // A run that found nothing is not worth a line.
  const auto level = report == GarbageReport() ? ops::LogLevel::debug : ops::LogLevel::info;
  if (!services_.log.takes(level)) return;
  const auto duration =
      std::chrono::duration_cast<std::chrono::milliseconds>(services_.steady_clock.now() - began);
  services_.log.write(level, event,
                      {{"repositories", report.repositories},
                       {"links", report.links},
                       {"blobs", report.blobs.count},
                       {"blob_bytes", report.blobs.size_bytes},
                       {"uploads", report.uploads.count},
                       {"upload_bytes", report.uploads.size_bytes},
                       {"orphans", report.orphans.count},
                       {"orphan_bytes", report.orphans.size_bytes},
                       {"duration_ms", std::int64_t{duration.count()}}});
}

}  // namespace berth::app
