// What a running server tells the commands beside it, in the lock file that it holds. It counts for
// as long as the lock is held; what a server that ended said is still there.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "registry/rules/garbage_policy.h"

namespace berth::ops {

struct ServerNote {
  std::int64_t pid = 0;      // whose note it is: a server that starts finds that of the one before
  std::string address = {};  // HOST:PORT, as bound
  GarbagePolicy garbage = {};
};

// For the holder of the lock. Where it cannot be written, nothing is said: no command depends on
// it.
void write_server_note(const std::filesystem::path& lock_file, const ServerNote& note);
// nullopt: there is none that can be read, as of an older server.
std::optional<ServerNote> read_server_note(const std::filesystem::path& lock_file);

}  // namespace berth::ops
