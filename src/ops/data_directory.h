// The directory that holds all data of a server, with the few small files that do not belong to the
// stores: serve.lock, credentials, and server.key (key_file.h) unless it is kept elsewhere. Only
// the owner has access (0700, 0600).
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>

#include "base/file.h"
#include "base/problem.h"

namespace berth::ops {

// Why a data directory, or something in it, cannot be used: the system's reason, and a remedy if
// one is known.
std::string with_remedy(const std::error_code& failure);

// Open while the server runs: a second server on the same directory is refused.
class DataDirectory {
 public:
  // How long a restarted server waits for the previous one to end, or for a `berth gc` that
  // finishes the work it left.
  static constexpr std::chrono::milliseconds kPatience{5'000};
  // The file with the first access key, for clients.
  static constexpr std::string_view kCredentialsFile = "credentials";
  static constexpr std::string_view kDatabaseFile = "metadata.db";
  // The lock file: the process that holds its lock owns the directory; a server writes a ServerNote
  // into it.
  static constexpr std::string_view kLockFile = "serve.lock";

  // Exists while a backup is being restored into the directory, which no server uses until then.
  static constexpr std::string_view kRestoreFile = "restore.json";

  // Creates the directory if necessary. A problem with the reason when: it cannot be
  // created or written; its content cannot be used; its database belongs to a user other than the
  // effective one (which would leave files that the owner cannot read); a file of the database, or
  // another of Berth's own, is a link (folders and the server key may be); another process holds it
  // for longer than `patience`; or its database is gone while files that belong to one are left.
  static Checked<DataDirectory> open(const std::filesystem::path& path,
                                     std::chrono::milliseconds patience = kPatience);

  // For a command, whether the server is running or not: takes no lock, creates nothing.
  // A problem if no server has been started there yet, or if the database is gone, is a link or
  // belongs to another user.
  static Checked<DataDirectory> attach(const std::filesystem::path& path);

  // For `berth restore`: creates the directory if necessary and locks it; looks at nothing in it.
  // A problem as for open(), without patience.
  static Checked<DataDirectory> open_for_restore(const std::filesystem::path& path);

  // Whether users other than the owner may create, remove and rename files in it.
  [[nodiscard]] bool is_open_to_others() const;

  // Whether it has neither a database nor any file that would belong to one.
  [[nodiscard]] bool is_new() const;

  // A problem if the folder of blobs is gone: it is never created beside an existing
  // database, which may refer to blobs that have yet to be restored.
  [[nodiscard]] Checked<void> check_blobs() const;
  // Creates the folder of blobs for a new database. A problem.
  [[nodiscard]] Checked<void> make_blobs() const;

  // Takes the lock after all, so that no server starts while this object lives. False while a
  // server, or another command, holds it.
  [[nodiscard]] bool try_lock();
  [[nodiscard]] bool is_locked() const { return lock_.is_open(); }

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] std::filesystem::path database_file() const { return path_ / kDatabaseFile; }
  // Where a first start builds the database: it gets its final name last, when everything else is
  // in place.
  [[nodiscard]] std::filesystem::path new_database_file() const {
    return path_ / "metadata.db.new";
  }
  // The copy made before the schema of a database of this version is changed.
  [[nodiscard]] std::filesystem::path copy_file(std::size_t version) const {
    return path_ / ("metadata.db.version-" + std::to_string(version));
  }
  [[nodiscard]] std::filesystem::path lock_file() const { return path_ / kLockFile; }
  [[nodiscard]] std::filesystem::path blobs() const { return path_ / "blobs"; }
  [[nodiscard]] std::filesystem::path credentials_file() const { return path_ / kCredentialsFile; }
  // See administration_log.h.
  [[nodiscard]] std::filesystem::path administration_log() const {
    return path_ / "administration.log";
  }

  // Checks that writes reach the disk: writes a little, durably, and leaves nothing behind. Throws
  // std::system_error.
  void check_writing() const;

 private:
  DataDirectory(std::filesystem::path path, File lock)
      : path_(std::move(path)), lock_(std::move(lock)) {}

  // Goes by the owner of the database, because the directory often belongs to another user:
  // Kubernetes creates it as root.
  [[nodiscard]] Checked<void> check_owner() const;

  // A problem: a file that is opened by its name here is a link.
  [[nodiscard]] Checked<void> check_no_links() const;

  // Checks that the stores can be used, which may happen much later: a backup restored by root may
  // belong to root.
  [[nodiscard]] Checked<void> check_access() const;

  // A problem: files that are created with a database exist, but no database does.
  [[nodiscard]] Checked<void> check_is_new_or_whole() const;

  std::filesystem::path path_;
  File lock_;
};

}  // namespace berth::ops
