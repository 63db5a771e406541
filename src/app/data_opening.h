// Opens a data directory, for a server or for a command: the one place that decides whether what is
// in it is used, made or refused. The stores are opened after it.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/entropy.h"
#include "base/result.h"
#include "ops/config.h"
#include "ops/data_directory.h"

namespace berth::app {

// The database was of an older version.
struct SchemaChange {
  std::size_t from_version = 0;
  std::size_t to_version = 0;
  // Of the database as it was; nullopt: there was no room for it.
  std::optional<std::filesystem::path> copy;
};

struct ServerData {
  ops::DataDirectory directory;  // locked
  std::string master_key;
  std::optional<SchemaChange> change;
};

// Makes the registry, its administrator and the directory's credentials where nothing is yet, and
// brings what an older Berth wrote to the newest schema, with an identity. A crash at any moment
// leaves what the next start goes on with. invalid_parameter: what in the directory or the
// configuration stands in the way; nothing that is there was changed. Throws when the machine does,
// and for the database of a newer Berth or a damaged one.
Result<ServerData> open_for_server(const ops::Config& config, const Clock& clock, Entropy& entropy);

enum class KeyNeed : std::uint8_t {
  required,
  if_there,  // a backup is without it
};

struct CommandData {
  ops::DataDirectory directory;           // not locked
  std::optional<std::string> master_key;  // there if it is required
};

// Makes and changes nothing, but for the reserve of a full disk. A database of another version than
// this Berth's is left to be refused by the store that opens it. Fails and throws like
// open_for_server().
Result<CommandData> open_for_command(const std::filesystem::path& path, KeyNeed need);

// The same for a directory that is open already, by a command that waited for the lock: what is in
// the directory may have been exchanged meanwhile. The master key.
Result<std::optional<std::string>> check_data(const ops::DataDirectory& directory, KeyNeed need);

}  // namespace berth::app
