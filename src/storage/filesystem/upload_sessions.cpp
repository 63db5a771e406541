#include "storage/filesystem/upload_sessions.h"

#include <algorithm>

namespace berth::storage {

bool UploadSessions::acquire(const std::string& name) {
  const std::scoped_lock lock(mutex_);
  return writing_.insert(name).second;
}

void UploadSessions::release(const std::string& name) {
  const std::scoped_lock lock(mutex_);
  writing_.erase(name);
}

void UploadSessions::keep(const std::string& name, HashState state) {
  const std::scoped_lock lock(mutex_);
  if (kept_.size() == kMaxKept) kept_.pop_front();
  kept_.push_back({.name = name, .state = std::move(state)});
}

std::optional<HashState> UploadSessions::take(const std::string& name) {
  const std::scoped_lock lock(mutex_);
  // The newest are at the end, and are the ones asked for.
  const auto found = std::find_if(kept_.rbegin(), kept_.rend(),
                                  [&name](const Kept& kept) { return kept.name == name; });
  if (found == kept_.rend()) return std::nullopt;
  HashState state = std::move(found->state);
  kept_.erase(std::prev(found.base()));
  return state;
}

}  // namespace berth::storage
