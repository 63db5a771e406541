// Tells whether any process has changed a database, without a system call.
//
// Every commit rewrites the header of the WAL-index, the shared memory through which a database's
// connections find out the same (https://www.sqlite.org/walformat.html section 2.1).
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>

#include "base/file.h"

namespace berth::storage::sqlite {

// Any thread may call.
class ChangeStamp {
 public:
  // The header, whose counters and checksums no two commits have in common.
  using Value = std::array<std::uint64_t, 6>;

  // The database must be open, in WAL mode, and stay open. Close its connections before destroying
  // this: closing our file descriptor drops their locks (fcntl(2), "Advisory record locking").
  explicit ChangeStamp(const std::filesystem::path& database_file);
  ChangeStamp(const ChangeStamp&) = delete;
  ChangeStamp& operator=(const ChangeStamp&) = delete;
  ~ChangeStamp();

  // nullopt while it is being written.
  [[nodiscard]] std::optional<Value> read() const;
  // May be half written. But if it equals a value that read() returned, nothing has been committed
  // since: what comes last of a commit is the copy that this reads.
  [[nodiscard]] Value glance() const;

 private:
  File file_;
  const std::uint64_t* header_ = nullptr;
};

}  // namespace berth::storage::sqlite
