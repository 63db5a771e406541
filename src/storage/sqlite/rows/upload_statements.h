// Statements about uploads in parts, on one connection.
#pragma once

#include "registry/values/model.h"
#include "storage/sqlite/engine/database.h"

namespace berth::storage::sqlite {

class UploadStatements {
 public:
  explicit UploadStatements(Database& database);

  UploadParts find(RepositoryKey repository, std::string_view upload_id);
  void add_part(RepositoryKey repository, std::string_view upload_id, std::uint64_t size_bytes,
                Timestamp now);
  void forget(RepositoryKey repository, std::string_view upload_id);

 private:
  Statement find_;
  Statement add_part_;
  Statement delete_;
};

}  // namespace berth::storage::sqlite
