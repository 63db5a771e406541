// Tells whether any process has changed a database, without a system call.
//
// Every commit rewrites the header of the WAL-index, the shared memory through which a database's
// connections find out the same (https://www.sqlite.org/walformat.html section 2.1).
#pragma once

#include <filesystem>
#include <optional>

#include "base/file.h"
#include "registry/ports/store_version.h"

namespace berth::storage::sqlite {

// Any thread may call.
class ChangeStamp {
 public:
  // The database must be open, in WAL mode, and stay open. Close its connections before destroying
  // this: closing our file descriptor drops their locks (fcntl(2), "Advisory record locking").
  explicit ChangeStamp(const std::filesystem::path& database_file);
  ChangeStamp(const ChangeStamp&) = delete;
  ChangeStamp& operator=(const ChangeStamp&) = delete;
  ~ChangeStamp();

  // nullopt while it is being written.
  [[nodiscard]] std::optional<StoreVersion> read() const;

 private:
  File file_;
  const std::uint32_t* header_ = nullptr;
};

}  // namespace berth::storage::sqlite
