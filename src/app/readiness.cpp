#include "app/readiness.h"

#include <exception>

namespace berth::app {

void Readiness::note_damage(const Damage& damage) {
  {
    const std::scoped_lock lock(damage_mutex_);
    if (!damage_.empty()) return;
    damage_ = damage.what;
  }
  log_.write(ops::LogLevel::error, "database_damaged",
             {{"error", damage.what}, {"remedy", damage.remedy}});
}

std::optional<std::string> Readiness::latched_fault() {
  if (is_draining_) return "draining: the server stops";
  const std::scoped_lock lock(damage_mutex_);
  if (damage_.empty()) return std::nullopt;
  return "the database is damaged: " + damage_;
}

std::optional<std::string> Readiness::find_fault() {
  if (auto latched = latched_fault()) return latched;
  const std::scoped_lock lock(mutex_);
  const auto now = std::chrono::steady_clock::now();
  if (checked_at_ && now - *checked_at_ < kept_) return found_;
  std::optional<std::string> found = make_checks();
  if (found && found != found_) {
    log_.write(ops::LogLevel::warning, "not_ready", {{"reason", *found}});
  } else if (!found && found_) {
    log_.write(ops::LogLevel::info, "ready_again", {});
  }
  found_ = std::move(found);
  checked_at_ = now;
  return found_;
}

std::optional<std::string> Readiness::make_checks() const {
  try {
    for (const Check& check : checks_) {
      if (auto fault = check()) return fault;
    }
    return std::nullopt;
  } catch (const std::exception& failure) {
    return failure.what();
  }
}

}  // namespace berth::app
