// The files of upload sessions: docs/formats/blob-directory.md.
//
// A session is known by its name, "<repository>.<id>", and so is its file. While a request writes
// what its client would send again as a whole, the file is called "<name>.<kept>" instead: what
// follows its first `kept` bytes is tentative, and forgotten if the request does not end well. The
// name says so also to the process after a crash.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/file.h"
#include "storage/filesystem/blob_directory.h"

namespace berth::storage::filesystem {

// Any thread may call; only the holder of a session's lease may change its file. What fails throws
// std::system_error.
class UploadDirectory {
 public:
  struct OpenUpload {
    File file;  // to read and write
    // What the next writer finds of it; the file has more while some is tentative.
    std::uint64_t kept_bytes = 0;
  };
  struct Entry {
    std::string name;              // of the session
    std::uint64_t size_bytes = 0;  // with what is tentative
    std::uint64_t kept_bytes = 0;
    Timestamp written_at;
  };

  // Makes the directory if it is not there. Changes no file: another process may have it open.
  explicit UploadDirectory(const std::filesystem::path& path);

  // An empty file; there must be none yet. What follows its first `kept_bytes` bytes, once they are
  // written, is tentative; nullopt: nothing is.
  File make(const std::string& name, std::optional<std::uint64_t> kept_bytes = std::nullopt);
  // nullopt if there is no file.
  [[nodiscard]] std::optional<OpenUpload> open(const std::string& name) const;
  // As OpenUpload::kept_bytes. nullopt if there is no file.
  [[nodiscard]] std::optional<std::uint64_t> kept_bytes(const std::string& name) const;
  // nullopt if there is no file.
  [[nodiscard]] std::optional<Timestamp> written_at(const std::string& name) const;
  // The files that there are, in no order.
  [[nodiscard]] std::vector<Entry> list() const;

  // What follows the first `kept_bytes` bytes is tentative from now on.
  void begin_tentative(const std::string& name, std::uint64_t kept_bytes);
  // Nothing is tentative any more.
  void keep(const std::string& name);
  // Cuts off what is tentative, if anything is. `file`: the session's.
  void forget_tentative(const std::string& name, const File& file);

  // False if there is no file.
  bool remove(const std::string& name);
  // The file, synced before, becomes the blob's.
  void move_to(const BlobDirectory& blobs, const std::string& name, const Digest& digest);
  // The names of the files survive a power loss.
  void sync_names() const;

 private:
  // What the session's file is called now. Under the lock.
  [[nodiscard]] std::string file_name(const std::string& name) const;

  File directory_;
  // Held while a file is looked for or renamed, so that it is found under the one name or the
  // other. Small uploads have no file.
  mutable std::mutex mutex_;
  std::map<std::string, std::uint64_t> tentative_;  // by session: how much of its file is kept
};

}  // namespace berth::storage::filesystem
