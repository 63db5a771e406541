// What is in a file that is to be the metadata database, found out before anything is done to it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "registry/values/store_identity.h"

namespace berth::storage::sqlite {

enum class DatabaseKind : std::uint8_t {
  empty,     // no bytes, or nothing in them
  foreign,   // not a database, or not one of Berth
  newer,     // of a newer Berth
  unmarked,  // of a Berth that gave databases no identity yet
  marked,
};

struct DatabaseFacts {
  DatabaseKind kind = DatabaseKind::empty;
  std::size_t version = 0;      // of its schema: unmarked, marked, newer
  StoreIdentity identity = {};  // marked
};

// The file is there. Changes nothing; SQLite may copy a log that was left behind into the file.
// Throws DatabaseError when it cannot be read or is damaged.
DatabaseFacts look_at_database(const std::filesystem::path& file);

// By what a database without an identity can be known. Empty members: it has none.
struct UnmarkedFacts {
  std::optional<RegistryId> first_registry;  // the oldest one
  struct SealedSecret {
    std::string access_key_id;
    std::string sealed;
  };
  std::vector<SealedSecret> secrets;
};

// Likewise. Of an unmarked database, or of a marked one.
UnmarkedFacts look_at_registries(const std::filesystem::path& file);

}  // namespace berth::storage::sqlite
