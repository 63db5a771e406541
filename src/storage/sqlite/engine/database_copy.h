// A copy of the database in a file, for the way back from a change of its schema.
#pragma once

#include <cstdint>
#include <filesystem>

namespace berth::storage::sqlite {

enum class CopyOutcome : std::uint8_t {
  made,
  no_room,  // nothing was left behind
};

// What the file system keeps free beside the copy: the change that comes next needs room, too.
inline constexpr std::uint64_t kRoomBesideCopyBytes = 64U << 20U;

// Copies `file` as it is at one moment to `copy`, whole and durably, for its owner alone, over a
// copy that is there; by way of `copy`.new. Throws DatabaseError or std::system_error.
CopyOutcome copy_database(const std::filesystem::path& file, const std::filesystem::path& copy);

}  // namespace berth::storage::sqlite
