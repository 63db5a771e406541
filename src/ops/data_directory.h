// The directory that holds everything a server keeps, and the few small files in it that are not
// the stores': serve.lock, server.key, credentials. All of it is the owner's alone (0700, 0600).
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "base/entropy.h"
#include "base/file.h"
#include "base/result.h"

namespace berth::ops {

// Open for as long as the server runs: a second server on the same directory is refused.
class DataDirectory {
 public:
  // A server that is started again finds the one before still ending, or a `berth gc` at the work
  // that it left.
  static constexpr std::chrono::milliseconds kPatience{5'000};
  // In the directory: the first access key, for clients.
  static constexpr std::string_view kCredentialsFile = "credentials";

  // Creates the directory if need be. invalid_parameter with the reason when it cannot be made or
  // written, what is in it cannot be, another holds it for longer than `patience`, or its database
  // is gone and what belongs to it is not, or the folder of its blobs and the database is not.
  static Result<DataDirectory> open(const std::filesystem::path& path,
                                    std::chrono::milliseconds patience = kPatience);

  // For a command beside the server, running or not: takes no lock, makes nothing.
  // invalid_parameter if no server has been started there yet.
  static Result<DataDirectory> attach(const std::filesystem::path& path);

  // invalid_parameter if the folder of blobs is gone: it is never made beside a database, which may
  // speak of blobs that are yet to be restored.
  [[nodiscard]] Result<void> check_blobs() const;

  // Takes the lock after all, so that no server starts for as long as this lives. False while a
  // server, or a command that took it, has it.
  [[nodiscard]] bool try_lock();

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] std::filesystem::path database_file() const { return path_ / "metadata.db"; }
  [[nodiscard]] std::filesystem::path blobs() const { return path_ / "blobs"; }
  [[nodiscard]] std::filesystem::path credentials_file() const { return path_ / kCredentialsFile; }
  [[nodiscard]] std::filesystem::path key_file() const { return path_ / "server.key"; }

  // The server's master key, made on first use. invalid_parameter when the key file cannot be read,
  // or is gone or damaged although there is a database, whose secrets only that key opens.
  [[nodiscard]] Result<std::string> master_key(std::size_t bytes, Entropy& entropy) const;

  // Replaces a file whole and durably: after a crash it is the old one or the new one.
  void write_file(const std::filesystem::path& file, std::string_view content) const;

 private:
  DataDirectory(std::filesystem::path path, File lock)
      : path_(std::move(path)), lock_(std::move(lock)) {}

  // Whether the stores, which may be used much later, can be: a backup that root put back may be
  // root's.
  [[nodiscard]] Result<void> check_access() const;

  std::filesystem::path path_;
  File lock_;
};

}  // namespace berth::ops
