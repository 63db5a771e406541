// Finds out what a file that is to be the metadata database contains, before anything is done to
// it.
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
  empty,     // no bytes, or an empty database
  foreign,   // not a database, or not one of Berth's
  newer,     // written by a newer Berth
  unmarked,  // from before databases had an identity
  marked,
};

struct DatabaseFacts {
  DatabaseKind kind = DatabaseKind::empty;
  std::size_t version = 0;      // of its schema: unmarked, marked, newer
  StoreIdentity identity = {};  // marked
};

// The file must exist. Changes nothing, except that SQLite may copy a leftover log into the file.
// Throws DatabaseError when the file cannot be read or is damaged.
DatabaseFacts look_at_database(const std::filesystem::path& file);

// Identifies a database without an identity. Empty members: it has none.
struct UnmarkedFacts {
  std::optional<RegistryId> first_registry;  // the oldest one
  struct SealedSecret {
    std::string access_key_id;
    std::string sealed;
  };
  std::vector<SealedSecret> secrets;
};

// Likewise, for an unmarked or a marked database.
UnmarkedFacts look_at_registries(const std::filesystem::path& file);

}  // namespace berth::storage::sqlite
