// Whether a running server is ready to serve: the answer of GET /readyz.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "ops/log.h"
#include "registry/ports/backends.h"

namespace berth::app {

// Any thread may call.
class Readiness {
 public:
  // How long the result of the checks is repeated: however many clients ask, the disk is checked
  // once.
  static constexpr std::chrono::seconds kKept{5};

  // Returns the fault; nullopt: none. May wait for a disk. An exception counts as a fault.
  using Check = std::function<std::optional<std::string>()>;

  explicit Readiness(ops::Log& log, std::chrono::steady_clock::duration kept = kKept)
      : log_(log), kept_(kept) {}
  Readiness(const Readiness&) = delete;
  Readiness& operator=(const Readiness&) = delete;
  ~Readiness() = default;

  // Call it before others use the object. Checks run in this order, up to the first that finds a
  // fault.
  void add_check(Check check) { checks_.push_back(std::move(check)); }

  // The database is damaged: from now on the server is not ready until it is restarted. Logs the
  // first damage, with the remedy.
  void note_damage(const Damage& damage);
  // The server is stopping: likewise.
  void start_draining() { is_draining_ = true; }

  // Why the server is not ready; nullopt: it is ready. Logs each change.
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

  std::mutex mutex_;  // held while checks run
  std::optional<std::chrono::steady_clock::time_point> checked_at_;
  std::optional<std::string> found_;
};

}  // namespace berth::app
