// Statements about the bytes of small blobs, on one connection.
//
// Every row is of a blob that is held or unheld (registry/ports/garbage_store.h): it comes with
// what holds it, and goes with what says that nothing does.
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

  // Those that are there already may be damaged: they give way.
  void put(const Digest& digest, std::string_view content);
  std::optional<std::string> find(const Digest& digest);
  // Of a blob that the repository holds, with its bytes if they are here.
  std::optional<StoredBlob> find(RepositoryKey repository, const Digest& digest);
  void remove(const Digest& digest);
  // Whether there was something to remove.
  bool remove_unless_held(const Digest& digest);

 private:
  Statement put_;
  Statement find_;
  Statement find_held_;
  Statement remove_;
  Statement remove_unless_held_;
};

}  // namespace berth::storage::sqlite
