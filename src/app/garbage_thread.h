// Runs the garbage collector in a server: one thread that works little and rests often.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string_view>
#include <thread>

#include "ops/log.h"
#include "registry/use_cases/garbage.h"

namespace berth::app {

class GarbageThread {
 public:
  // After each step it rests three times as long as the step took: requests keep three quarters of
  // the disk and the writer, however much there is to collect.
  static constexpr int kRestFactor = 3;
  // A step that took long was waiting for others, which need no rest from it.
  static constexpr std::chrono::milliseconds kMaxRest{100};
  // How soon a requested run begins.
  static constexpr std::chrono::milliseconds kPollInterval{100};
  // The pause after looking for requests failed: a broken store need not report that ten times a
  // second.
  static constexpr std::chrono::milliseconds kRestAfterFailure{10'000};

  struct Services {
    GarbageStore& garbage;
    BlobStore& blobs;
    const Clock& clock;
    ops::Log& log;
    // Called on the thread whenever it looks for work: several times a second.
    std::function<void()> look_around = {};
  };
  // Nothing runs before start(). `interval`: the time between two runs; none: only requested runs.
  GarbageThread(const Services& services, const GarbagePolicy& policy,
                std::optional<std::chrono::seconds> interval,
                std::chrono::milliseconds rest_after_failure = kRestAfterFailure)
      : services_(services),
        collector_(services.garbage, services.blobs, services.clock, policy),
        interval_(interval),
        rest_after_failure_(rest_after_failure) {}
  GarbageThread(const GarbageThread&) = delete;
  GarbageThread& operator=(const GarbageThread&) = delete;
  ~GarbageThread() { stop(); }

  void start();
  // Ends after the current step.
  void stop();

 private:
  using SteadyTime = std::chrono::steady_clock::time_point;

  void work();
  void look_around();
  // False when the thread should end.
  bool rest(std::chrono::steady_clock::duration duration);
  [[nodiscard]] GarbageCollector::GoOn pace();
  void collect(OrphanScan scan);
  void answer(const GarbageRequest& request);
  // Runs `work`, and logs an exception: a full disk today is no reason to stop for ever.
  template <typename Work>
  bool attempt(const Work& work);
  void log(std::string_view event, const GarbageReport& report, SteadyTime began);

  const Services services_;
  GarbageCollector collector_;
  const std::optional<std::chrono::seconds> interval_;
  const std::chrono::milliseconds rest_after_failure_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace berth::app
