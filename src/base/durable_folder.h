// Folders whose names survive a power loss.
#pragma once

#include <filesystem>
#include <system_error>

namespace berth {

// Creates the folder and its missing parents, and syncs the names of all that it created: what is
// written into a folder survives a power loss only if the folder's name does. Does nothing if it
// exists. `failure`: why it could not be created. Throws std::system_error if a name could not be
// synced.
void create_durably(const std::filesystem::path& folder, std::error_code& failure);

}  // namespace berth
