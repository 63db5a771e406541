// The directory that holds everything a server keeps, and the few small files in it that are not
// the stores': serve.lock, server.key, credentials. All of it is the owner's alone (0700, 0600).
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

#include "base/entropy.h"
#include "base/file.h"
#include "base/result.h"

namespace berth::ops {

// Why a directory of data, or something in it, cannot be used: the system's reason, and what to do
// about it where that is known.
std::string with_remedy(const std::error_code& failure);

// Open for as long as the server runs: a second server on the same directory is refused.
class DataDirectory {
 public:
  // A server that is started again finds the one before still ending, or a `berth gc` at the work
  // that it left.
  static constexpr std::chrono::milliseconds kPatience{5'000};
  // In the directory: the first access key, for clients.
  static constexpr std::string_view kCredentialsFile = "credentials";
  // Likewise: whoever has it locked has the directory; what a server writes in it is a ServerNote.
  static constexpr std::string_view kLockFile = "serve.lock";

  // Creates the directory if need be. invalid_parameter with the reason when it cannot be made or
  // written, what is in it cannot be, its database is another user's than the effective one (who
  // would leave files behind that the other cannot read), another holds it for longer than
  // `patience`, or its database is gone and what belongs to it is not.
  static Result<DataDirectory> open(const std::filesystem::path& path,
                                    std::chrono::milliseconds patience = kPatience);

  // For a command beside the server, running or not: takes no lock, makes nothing.
  // invalid_parameter if no server has been started there yet, or the database is gone or another
  // user's.
  static Result<DataDirectory> attach(const std::filesystem::path& path);

  // Others than its owner may make, remove and rename what is in it.
  [[nodiscard]] bool is_open_to_others() const;

  // There is no database, and nothing that would belong to one.
  [[nodiscard]] bool is_new() const;

  // invalid_parameter if the folder of blobs is gone: it is never made beside a database, which may
  // speak of blobs that are yet to be restored.
  [[nodiscard]] Result<void> check_blobs() const;
  // The folder of blobs for a new database. invalid_parameter.
  [[nodiscard]] Result<void> make_blobs() const;

  // Takes the lock after all, so that no server starts for as long as this lives. False while a
  // server, or a command that took it, has it.
  [[nodiscard]] bool try_lock();
  [[nodiscard]] bool is_locked() const { return lock_.is_open(); }

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] std::filesystem::path database_file() const { return path_ / "metadata.db"; }
  // Where a first start makes the database: it gets its name last, when everything else is there.
  [[nodiscard]] std::filesystem::path new_database_file() const {
    return path_ / "metadata.db.new";
  }
  // The copy that is made before the schema of a database of this version is changed.
  [[nodiscard]] std::filesystem::path copy_file(std::size_t version) const {
    return path_ / ("metadata.db.version-" + std::to_string(version));
  }
  [[nodiscard]] std::filesystem::path lock_file() const { return path_ / kLockFile; }
  [[nodiscard]] std::filesystem::path blobs() const { return path_ / "blobs"; }
  [[nodiscard]] std::filesystem::path credentials_file() const { return path_ / kCredentialsFile; }
  [[nodiscard]] std::filesystem::path key_file() const { return path_ / "server.key"; }
  // See administration_log.h.
  [[nodiscard]] std::filesystem::path administration_log() const {
    return path_ / "administration.log";
  }

  // The server's master key; nullopt: there is none. invalid_parameter when it cannot be read or is
  // damaged.
  [[nodiscard]] Result<std::optional<std::string>> find_master_key(std::size_t bytes) const;
  // Likewise; invalid_parameter also when there is none, for there is a database, whose secrets
  // only that key opens.
  [[nodiscard]] Result<std::string> master_key(std::size_t bytes) const;
  // Likewise, for a new database: a start that ended halfway may have made one.
  [[nodiscard]] Result<std::string> make_master_key(std::size_t bytes, Entropy& entropy) const;
  // Whether what is written here comes to the disk: writes a little, durably, that is gone again.
  // std::system_error.
  void check_writing() const;

 private:
  DataDirectory(std::filesystem::path path, File lock)
      : path_(std::move(path)), lock_(std::move(lock)) {}

  // By the database, for the directory is often somebody else's: Kubernetes makes it root's.
  [[nodiscard]] Result<void> check_owner() const;

  // Whether the stores, which may be used much later, can be: a backup that root put back may be
  // root's.
  [[nodiscard]] Result<void> check_access() const;

  // invalid_parameter: there is no database, but something of what is made with one.
  [[nodiscard]] Result<void> check_is_new_or_whole() const;

  std::filesystem::path path_;
  File lock_;
};

}  // namespace berth::ops
