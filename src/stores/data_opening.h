// Opens a data directory, for a server or for a command: the one place that decides whether its
// content is used, created or refused. The stores are opened afterwards.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/entropy.h"
#include "base/problem.h"
#include "ops/config.h"
#include "ops/data_directory.h"
#include "ops/key_file.h"

namespace berth::stores {

// The database had an older version.
struct SchemaChange {
  std::size_t from_version = 0;
  std::size_t to_version = 0;
  // A copy of the database before the change; nullopt: it did not fit on the disk.
  std::optional<std::filesystem::path> copy;
};

struct ServerData {
  ops::DataDirectory directory;  // locked
  ops::KeyFile key_file;
  std::string master_key;  // its content
  std::optional<SchemaChange> change;
};

// Creates the registry, its administrator and the directory's credentials in a new directory, and
// migrates an older database to the newest schema, with an identity. After a crash at any moment,
// the next start can go on. A problem: the directory or the configuration prevents it;
// nothing existing was changed. Throws when the machine does, and for a damaged database or one of
// a newer Berth.
Checked<ServerData> open_for_server(const ops::Config& config, const Clock& clock,
                                    Entropy& entropy);

enum class KeyNeed : std::uint8_t {
  required,
  if_there,  // a backup is without it
};

struct CommandData {
  ops::DataDirectory directory;           // not locked
  std::optional<std::string> master_key;  // present if it is required
};

// Creates and changes nothing, except that it deletes the reserve of a full disk. A database with
// another version than this Berth's is refused later, by the store that opens it. Fails and throws
// like open_for_server().
Checked<CommandData> open_for_command(const ops::Config& config, KeyNeed need);

// The same checks for an already open directory, for a command that waited for the lock: the
// content of the directory may have been exchanged meanwhile. Returns the master key.
Checked<std::optional<std::string>> check_data(const ops::DataDirectory& directory,
                                               const ops::Config& config, KeyNeed need);

}  // namespace berth::stores
