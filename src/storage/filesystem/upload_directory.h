// The files of upload sessions: docs/formats/blob-directory.md.
//
// A session is known by its name, "<repository>.<id>", and so is its file. While a request writes
// bytes that its client would send again as a whole, the file is called "<name>.<kept>" instead:
// everything after its first `kept` bytes is tentative, and is forgotten unless the request
// succeeds. After a crash, the name tells the next process the same.
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

// Any thread may call; only the holder of a session's lease may change its file. A failure throws
// std::system_error.
class UploadDirectory {
 public:
  struct OpenUpload {
    File file;  // to read and write
    // How much the next writer finds; the file is longer while some bytes are tentative.
    std::uint64_t kept_bytes = 0;
  };
  struct Entry {
    std::string name;              // of the session
    std::uint64_t size_bytes = 0;  // including tentative bytes
    std::uint64_t kept_bytes = 0;
    Timestamp written_at;
  };
  // A page reads the names of all files, and looks at so many of them, which takes some ten
  // milliseconds. As many as one registry may have: there are few pages, however many uploads.
  static constexpr std::size_t kFilesPerPage = 10'000;
  struct Page {
    std::vector<Entry> entries;
    std::string next;  // for list(); empty: this was the last page
  };

  // Makes the directory if it does not exist. Changes no file: another process may have the
  // directory open.
  explicit UploadDirectory(const std::filesystem::path& path);

  // Makes an empty file; none may exist yet. Bytes written after the first `kept_bytes` are
  // tentative; nullopt: none are.
  File make(const std::string& name, std::optional<std::uint64_t> kept_bytes = std::nullopt);
  // nullopt if there is no file.
  [[nodiscard]] std::optional<OpenUpload> open(const std::string& name) const;
  // Like OpenUpload::kept_bytes. nullopt if there is no file.
  [[nodiscard]] std::optional<std::uint64_t> kept_bytes(const std::string& name) const;
  // nullopt if there is no file.
  [[nodiscard]] std::optional<Timestamp> written_at(const std::string& name) const;
  // The first files, by session, of those whose sessions' names come after `after`.
  [[nodiscard]] Page list(const std::string& after) const;

  // Everything after the first `kept_bytes` bytes is tentative from now on.
  void begin_tentative(const std::string& name, std::uint64_t kept_bytes);
  // From now on nothing is tentative.
  void keep(const std::string& name);
  // Cuts off the tentative bytes, if any. `file`: the session's.
  void forget_tentative(const std::string& name, const File& file);

  // False if there is no file.
  bool remove(const std::string& name);
  // Turns the file, which must be synced, into the blob's.
  void move_to(const BlobDirectory& blobs, const std::string& name, const Digest& digest);
  // Makes the names of the files survive a power loss.
  void sync_names() const;

 private:
  // The present name of the session's file. The caller holds mutex_.
  [[nodiscard]] std::string file_name(const std::string& name) const;

  File directory_;
  // Held while a file is looked up or renamed, so that it is always found under one of its two
  // names. Small uploads have no file.
  mutable std::mutex mutex_;
  std::map<std::string, std::uint64_t> tentative_;  // by session: how much of its file is kept
};

}  // namespace berth::storage::filesystem
