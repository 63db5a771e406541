#include "storage/filesystem/upload_sessions.h"

#include <algorithm>

namespace berth::storage {

UploadSessions::Lease::Lease(Lease&& other) noexcept
    : sessions_(std::exchange(other.sessions_, nullptr)),
      name_(std::move(other.name_)),
      found_(std::move(other.found_)),
      kept_(std::move(other.kept_)) {}

UploadSessions::Lease::~Lease() {
  if (sessions_ != nullptr) sessions_->release(name_, std::move(kept_));
}

std::optional<UploadSessions::Lease> UploadSessions::acquire(const std::string& name) {
  const std::scoped_lock lock(mutex_);
  if (!leased_.insert(name).second) return std::nullopt;
  auto paused = paused_.extract(name);
  if (paused.empty()) return Lease(*this, name, std::nullopt);
  return Lease(*this, name, std::move(paused.mapped().prefix));
}

void UploadSessions::release(const std::string& name, std::optional<HashedPrefix> prefix) {
  const std::scoped_lock lock(mutex_);
  leased_.erase(name);
  if (!prefix) return;
  if (paused_.size() == kMaxPaused) forget_the_oldest();
  paused_.emplace(name, Paused{.prefix = *std::move(prefix), .number = ++pause_count_});
}

void UploadSessions::forget_the_oldest() {
  const auto number = [](const auto& session) { return session.second.number; };
  paused_.erase(std::ranges::min_element(paused_, {}, number));
}

}  // namespace berth::storage
