// The file of the server's master key: `server.key` in the data directory, or the file that the
// setting server-key names. It is made once and never changed.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>

#include "base/entropy.h"
#include "base/problem.h"

namespace berth::ops {

// Any thread may call.
class KeyFile {
 public:
  // `key_bytes`: how long a key is; a file of another length is damaged.
  KeyFile(std::filesystem::path path, std::size_t key_bytes)
      : path_(std::move(path)), key_bytes_(key_bytes) {}

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

  // The key; nullopt: the file does not exist. A problem when it cannot be read or is damaged.
  [[nodiscard]] Checked<std::optional<std::string>> find() const;
  // Likewise, but a problem also when it does not exist: a database exists, and only that key
  // opens its secrets.
  [[nodiscard]] Checked<std::string> read() const;
  // Likewise, but makes the key, for a new database, if the file does not exist: mode 0600, in an
  // existing folder. The key of an interrupted start is used.
  [[nodiscard]] Checked<std::string> read_or_make(Entropy& entropy) const;

  // Whether every user may read or change the file.
  [[nodiscard]] bool is_open_to_others() const;

 private:
  std::filesystem::path path_;
  std::size_t key_bytes_;
};

}  // namespace berth::ops
