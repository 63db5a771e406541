// Copies the database to a file: for the way back from a change of its schema, and for a backup.
#pragma once

#include <cstdint>
#include <filesystem>

namespace berth::storage::sqlite {

enum class CopyOutcome : std::uint8_t {
  made,
  no_room,  // nothing was left behind
};

// How much stays free on the file system beside the copy: the change that follows needs room, too.
inline constexpr std::uint64_t kRoomBesideCopyBytes = 64U << 20U;

// Copies one state of `file` to `copy`, completely and durably, for its owner alone. Replaces an
// earlier copy; goes through `copy`.new. Other processes may read and write `file` meanwhile: the
// copy is one read transaction, which no write makes begin again. Throws DatabaseError or
// std::system_error.
CopyOutcome copy_database(const std::filesystem::path& file, const std::filesystem::path& copy);

}  // namespace berth::storage::sqlite
