// What a running server tells commands, in the lock file that it holds. The note is valid only
// while the lock is held: the note of a server that has ended stays in the file.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "registry/rules/garbage_policy.h"

namespace berth::ops {

struct ServerNote {
  std::int64_t pid = 0;      // whose note it is: a starting server finds its predecessor's
  std::string address = {};  // HOST:PORT, as bound
  GarbagePolicy garbage = {};
};

// For the holder of the lock. Ignores failures to write: no command depends on the note.
void write_server_note(const std::filesystem::path& lock_file, const ServerNote& note);
// nullopt: no readable note, for example of an older server.
std::optional<ServerNote> read_server_note(const std::filesystem::path& lock_file);

}  // namespace berth::ops
