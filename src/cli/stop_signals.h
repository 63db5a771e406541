// The signals that a running server handles, and the effect of a second one while it stops.
#pragma once

#include <pthread.h>

#include <csignal>
#include <functional>
#include <thread>

namespace berth::cli {

// SIGTERM, SIGINT and SIGHUP, blocked in the calling thread and in the threads that it creates
// later: construct this before any of them. One thread.
class ServerSignals {
 public:
  ServerSignals();

  // Waits for SIGTERM or SIGINT; `hang_up` is called for each SIGHUP meanwhile.
  void await_stop(const std::function<void()>& hang_up) const;

 private:
  friend class SecondStop;
  sigset_t set_{};
};

// While it lives, one more SIGTERM or SIGINT calls `hurry` on a thread of its own. If the process
// has not ended kPatience later, it is ended at once: stored data are safe at any moment.
class SecondStop {
 public:
  // Time for work that goes on after every connection is cut: a sync, or hashing a large upload.
  static constexpr std::chrono::seconds kPatience{3};

  SecondStop(const ServerSignals& signals, std::function<void()> hurry);
  SecondStop(const SecondStop&) = delete;
  SecondStop& operator=(const SecondStop&) = delete;
  ~SecondStop();

 private:
  void watch() const;

  const ServerSignals& signals_;
  const std::function<void()> hurry_;
  std::thread thread_;
};

}  // namespace berth::cli
