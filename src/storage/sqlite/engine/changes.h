// Which parts of a database have changed lately
// (docs/decisions/0013-answers-depend-on-parts-of-the-store.md).
//
// Our own writer says what it touches. Commits of other connections, which touch everything, are
// found out from the header of the WAL-index: as long as our writer has SQLite's write lock, nobody
// else changes the header. So what it finds when it has taken the lock, and what it leaves behind
// before it gives it back, is known exactly, and any other content comes from somebody else.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <filesystem>
#include <mutex>
#include <optional>
#include <vector>

#include "registry/ports/basis.h"
#include "storage/sqlite/engine/change_stamp.h"
#include "storage/sqlite/engine/write_lock_vfs.h"

namespace berth::storage::sqlite {

class Changes final : public WriteLockListener {
 public:
  Changes();

  // Begins, before any thread calls anything else. The database: as for ChangeStamp.
  void watch(const std::filesystem::path& database_file);

  // --- any thread; as a rule without a lock, which is never held for long ---
  // Older than every commit.
  static constexpr ScopeVersion kUnknown = 0;
  // The version of whatever a transaction that begins later reads. kUnknown: it is being changed
  // right now.
  [[nodiscard]] ScopeVersion now();
  // Whether nothing on this basis has changed since the versions were now().
  [[nodiscard]] bool is_current(const Basis& basis) const;
  // To compare: equal as long as nobody has committed anything.
  [[nodiscard]] std::optional<ChangeStamp::Value> stamp() const { return stamp_->read(); }

  // --- the thread that writes, in its transaction ---
  // The commit to come changes this. At once, what depends on it is outdated.
  void touch(const Scope& scope);

  void lock_taken() override;
  void lock_ends() override;

 private:
  // For each scope, the version that its last commit made. Several scopes share a slot when there
  // are more: then some answers are outdated without need, and none is current without right.
  // Powers of two.
  static constexpr std::size_t kRepositorySlots = 16'384;
  static constexpr std::size_t kRegistrySlots = 4'096;
  using Slot = std::atomic<ScopeVersion>;

  [[nodiscard]] static std::size_t slot_of(const Scope& scope);
  // Whether there can be no commit of others that floor_ does not count.
  [[nodiscard]] bool is_as_known() const;
  [[nodiscard]] bool is_known(const ChangeStamp::Value& header) const;
  // Somebody else has left this header behind; nullopt: none that can be read.
  void take_in(const std::optional<ChangeStamp::Value>& header);
  void remember(const ChangeStamp::Value& header);

  std::optional<ChangeStamp> stamp_;
  mutable std::mutex mutex_;  // held to change what follows, except the slots
  // The header after the last commit that is counted.
  std::array<std::atomic<std::uint64_t>, std::tuple_size_v<ChangeStamp::Value>> known_{};
  std::atomic<bool> is_locked_ = false;    // by our writer, which has compared the header
  std::atomic<ScopeVersion> version_ = 1;  // raised by every commit
  std::atomic<ScopeVersion> floor_ = 1;    // nothing older is current
  std::atomic<ScopeVersion> last_ = 0;     // of the last commit that touched anything
  bool is_touched_ = false;                // since the lock was taken
  std::vector<Slot> slots_;                // registries first
};

}  // namespace berth::storage::sqlite
