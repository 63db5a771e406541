// The garbage collector's place in a running server: one thread that works little and rests often.
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
#include "storage/filesystem/disk_space.h"

namespace berth::app {

class GarbageThread {
 public:
  // Between two steps it rests three times as long as the step took: what serves requests keeps
  // three quarters of the disk and the writer, whatever there is to collect.
  static constexpr int kRestFactor = 3;
  // A step that took long waited for others, who need no rest from it.
  static constexpr std::chrono::milliseconds kMaxRest{100};
  // How soon a run that is asked for begins.
  static constexpr std::chrono::milliseconds kPollInterval{100};
  // After asking for runs failed: a broken store need not say so ten times a second.
  static constexpr std::chrono::milliseconds kRestAfterFailure{10'000};

  struct Services {
    GarbageStore& garbage;
    BlobStore& blobs;
    storage::filesystem::DiskSpace& space;  // looked at all the time: others fill the disk, too
    const Clock& clock;
    ops::Log& log;
    // Called on the thread whenever it looks around: some times a second.
    std::function<void()> look_around = {};
  };
  // Nothing runs before start(). `interval` between two runs; none: only what is asked for.
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
  // Ends after the step that is running.
  void stop();

 private:
  using SteadyTime = std::chrono::steady_clock::time_point;

  void work();
  void look_around();
  // False when the thread is to end.
  bool rest(std::chrono::steady_clock::duration duration);
  [[nodiscard]] GarbageCollector::GoOn pace();
  void collect(OrphanScan scan);
  void answer(const GarbageRequest& request);
  // Runs `work`, and logs what it throws: a full disk today is no reason to stop for ever.
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
