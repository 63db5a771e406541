#include "storage/sqlite/engine/changes.h"

#include <algorithm>

namespace berth::storage::sqlite {
namespace {

// A look at the header and one at what is known of it may fall on the two sides of the end of our
// own commit: then the next look most likely sees both from one side.
constexpr int kLooks = 2;

// Spreads account ids over the slots (Knuth, The Art of Computer Programming, section 6.4).
constexpr std::uint64_t kGoldenRatio = 0x9E37'79B9'7F4A'7C15;

}  // namespace

Changes::Changes() : slots_(kRegistrySlots + kRepositorySlots) {}

void Changes::watch(const std::filesystem::path& database_file) {
  stamp_.emplace(database_file);
}

std::size_t Changes::slot_of(const Scope& scope) {
  if (scope.kind() == Scope::Kind::repository) {
    return kRegistrySlots + scope.number() % kRepositorySlots;
  }
  return (scope.number() * kGoldenRatio >> 32U) % kRegistrySlots;
}

bool Changes::is_known(const ChangeStamp::Value& header) const {
  return std::ranges::equal(header, known_, [](std::uint64_t found, const auto& known) {
    return found == known.load(std::memory_order_acquire);
  });
}

// The header is looked at first: whatever its last change was, take_in() has raised floor_ before
// known_ became equal to it, and before is_locked_ became true.
bool Changes::is_as_known() const {
  for (int look = 0; look < kLooks; ++look) {
    const ChangeStamp::Value header = stamp_->glance();
    if (is_known(header) || is_locked_.load(std::memory_order_acquire)) return true;
  }
  const std::scoped_lock lock(mutex_);
  return is_locked_ || is_known(stamp_->glance());
}

bool Changes::is_current(const Basis& basis) const {
  const auto dependencies = basis.dependencies();
  if (dependencies.empty()) return true;
  if (!is_as_known()) return false;
  const ScopeVersion floor = floor_.load(std::memory_order_acquire);
  return std::ranges::all_of(dependencies, [&](const Dependency& dependency) {
    const auto& last = dependency.scope.kind() == Scope::Kind::everything
                           ? last_
                           : slots_[slot_of(dependency.scope)];
    return dependency.version >= floor &&
           dependency.version >= last.load(std::memory_order_acquire);
  });
}

ScopeVersion Changes::now() {
  const ScopeVersion version = version_.load(std::memory_order_acquire);
  if (is_as_known()) return version;
  const std::scoped_lock lock(mutex_);
  if (!is_locked_) {
    const auto header = stamp_->read();
    if (!header) return kUnknown;
    if (!is_known(*header)) take_in(header);
  }
  return version_;
}

void Changes::touch(const Scope& scope) {
  const ScopeVersion next = version_ + 1;
  is_touched_ = true;
  last_ = next;
  if (scope.kind() == Scope::Kind::everything) {
    floor_ = next;
  } else {
    slots_[slot_of(scope)] = next;
  }
}

void Changes::take_in(const std::optional<ChangeStamp::Value>& header) {
  const ScopeVersion next = version_ + 1;
  last_ = next;
  floor_ = next;
  version_ = next;
  if (header) remember(*header);
}

void Changes::remember(const ChangeStamp::Value& header) {
  for (std::size_t i = 0; i < header.size(); ++i) known_[i] = header[i];
}

void Changes::lock_taken() {
  if (!stamp_) return;
  const std::scoped_lock lock(mutex_);
  const auto header = stamp_->read();
  if (!header || !is_known(*header)) take_in(header);
  is_touched_ = false;
  is_locked_ = true;
}

void Changes::lock_ends() {
  if (!stamp_ || !is_locked_) return;
  const std::scoped_lock lock(mutex_);
  const auto header = stamp_->read();
  if (is_touched_) version_ = version_ + 1;
  if (header) remember(*header);
  is_locked_ = false;
}

}  // namespace berth::storage::sqlite
