// The signals that a running server listens to, and what a second one does while it stops.
#pragma once

#include <pthread.h>

#include <csignal>
#include <functional>
#include <thread>

namespace berth::cli {

// SIGTERM, SIGINT and SIGHUP, blocked in the calling thread and those that it makes from then on:
// to be made before any. One thread.
class ServerSignals {
 public:
  ServerSignals();

  // Waits for SIGTERM or SIGINT; `hang_up` is called for each SIGHUP meanwhile.
  void await_stop(const std::function<void()>& hang_up) const;

 private:
  friend class SecondStop;
  sigset_t set_{};
};

// As long as it lives, one more SIGTERM or SIGINT calls `hurry`, in a thread of its own. If that
// brings the end of the process no nearer than kPatience, the process ends: what is stored is safe
// at any moment.
class SecondStop {
 public:
  // What runs on when every connection is cut: a sync, or a large upload that is hashed.
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
