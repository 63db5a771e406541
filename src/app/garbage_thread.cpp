#include "app/garbage_thread.h"

#include <algorithm>
#include <exception>

namespace berth::app {

using std::chrono::steady_clock;

void GarbageThread::start() {
  thread_ = std::thread([this] { work(); });
}

void GarbageThread::stop() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

bool GarbageThread::rest(steady_clock::duration duration) {
  std::unique_lock lock(mutex_);
  return !wake_.wait_for(lock, duration, [this] { return stopping_; });
}

GarbageCollector::GoOn GarbageThread::pace() {
  return [this, began = steady_clock::now()]() mutable {
    look_around();
    const bool go_on = rest(
        std::min<steady_clock::duration>((steady_clock::now() - began) * kRestFactor, kMaxRest));
    began = steady_clock::now();
    return go_on;
  };
}

void GarbageThread::look_around() {
  if (services_.look_around) services_.look_around();
}

void GarbageThread::work() {
  SteadyTime next_run = steady_clock::now() + interval_.value_or(std::chrono::seconds());
  bool polled = true;
  while (rest(polled ? kPollInterval : rest_after_failure_)) {
    look_around();
    polled = attempt([&] {
      if (const auto request = services_.garbage.next_request()) answer(*request);
    });
    if (!interval_ || steady_clock::now() < next_run) continue;
    attempt([&] { collect(OrphanScan::one_page); });
    next_run = steady_clock::now() + *interval_;
  }
}

template <typename Work>
bool GarbageThread::attempt(const Work& work) {
  try {
    work();
    return true;
  } catch (const std::exception& failure) {
    services_.log.write(ops::LogLevel::error, "gc_failed", {{"error", failure.what()}});
    return false;
  }
}

void GarbageThread::collect(OrphanScan scan) {
  const SteadyTime began = steady_clock::now();
  log("gc", collector_.run(scan, pace()), began);
}

void GarbageThread::answer(const GarbageRequest& request) {
  const bool answered = attempt([&] {
    const SteadyTime began = steady_clock::now();
    const GarbageReport report = request.run == GarbageRun::dry
                                     ? collector_.measure([this] { return rest({}); })
                                     : collector_.run(OrphanScan::everything, pace());
    // If the server ends, the waiting command does the work itself (cli/gc.cpp).
    if (!collector_.was_stopped()) services_.garbage.answer_request(request.id, report);
    if (request.run == GarbageRun::for_real) log("gc_requested", report, began);
  });
  if (!answered) services_.garbage.cancel_request(request.id);
}

void GarbageThread::log(std::string_view event, const GarbageReport& report, SteadyTime began) {
  // A run that found nothing is not worth a line.
  const auto level = report == GarbageReport() ? ops::LogLevel::debug : ops::LogLevel::info;
  if (!services_.log.takes(level)) return;
  const auto duration =
      std::chrono::duration_cast<std::chrono::milliseconds>(steady_clock::now() - began);
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
