// Whether a running server is fit to serve: what GET /readyz says.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "ops/log.h"

namespace berth::app {

// Any thread may call.
class Readiness {
 public:
  // How long what the checks found is said again: however many ask, the disk is asked once.
  static constexpr std::chrono::seconds kKept{5};

  // What is wrong; nullopt: nothing. May wait for a disk. What it throws is wrong.
  using Check = std::function<std::optional<std::string>()>;

  explicit Readiness(ops::Log& log, std::chrono::steady_clock::duration kept = kKept)
      : log_(log), kept_(kept) {}
  Readiness(const Readiness&) = delete;
  Readiness& operator=(const Readiness&) = delete;
  ~Readiness() = default;

  // Before others use it. Checks are made in this order, up to the first that finds something.
  void add_check(Check check) { checks_.push_back(std::move(check)); }

  // The database is damaged: from now on, until it is started again, the server is not ready. The
  // first time is logged, with what to do about it.
  void note_damage(const std::string& what);
  // The server stops: likewise.
  void start_draining() { is_draining_ = true; }

  // Why the server is not ready; nullopt: it is. A change is logged.
  std::optional<std::string> find_fault();

 private:
  std::optional<std::string> latched_fault();
  std::optional<std::string> make_checks() const;

  ops::Log& log_;
  const std::chrono::steady_clock::duration kept_;
  std::vector<Check> checks_;
  std::atomic<bool> is_draining_ = false;

  std::mutex damage_mutex_;
  std::string damage_;  // empty: none

  std::mutex mutex_;  // held for as long as checks are made
  std::optional<std::chrono::steady_clock::time_point> checked_at_;
  std::optional<std::string> found_;
};

}  // namespace berth::app
