// Statements about the bytes of small blobs, on one connection.
//
// Every row belongs to a blob that is held or unheld (registry/ports/garbage_store.h): it is
// written with the row that holds the blob, and deleted with the row that says the blob is unheld.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "registry/ports/metadata_store.h"
#include "storage/sqlite/engine/database.h"

namespace berth::storage::sqlite {

class SmallBlobStatements {
 public:
  explicit SmallBlobStatements(Database& database);

  // Replaces bytes that are stored already: they may be damaged.
  void put(const Digest& digest, std::string_view content);
  std::optional<std::string> find(const Digest& digest);
  // Finds a blob that the repository holds, with its bytes if they are here.
  std::optional<StoredBlob> find(RepositoryKey repository, const Digest& digest);
  void remove(const Digest& digest);
  // Returns whether there was something to remove.
  bool remove_unless_held(const Digest& digest);

 private:
  Statement put_;
  Statement find_;
  Statement find_held_;
  Statement remove_;
  Statement remove_unless_held_;
};

}  // namespace berth::storage::sqlite
