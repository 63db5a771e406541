// Whether a database has changed, by whichever process, without a system call.
//
// Every commit rewrites the header of the WAL-index, the shared memory by which the connections of
// a database find out the same (https://www.sqlite.org/walformat.html section 2.1).
#pragma once

#include <filesystem>
#include <optional>

#include "base/file.h"
#include "registry/ports/store_version.h"

namespace berth::storage::sqlite {

// Any thread may call.
class ChangeStamp {
 public:
  // The database is open, in WAL mode, and stays open: its connections are to be closed before this
  // goes, for closing our file descriptor drops their locks (fcntl(2), "Advisory record locking").
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
