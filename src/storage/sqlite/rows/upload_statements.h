// Statements about uploads in parts, on one connection.
#pragma once

#include "registry/values/model.h"
#include "storage/sqlite/engine/database.h"

namespace berth::storage::sqlite {

class UploadStatements {
 public:
  explicit UploadStatements(Database& database);

  UploadParts find(RepositoryKey repository, std::string_view upload_id);
  void put(RepositoryKey repository, std::string_view upload_id, const UploadParts& parts,
           Timestamp now);
  void forget(RepositoryKey repository, std::string_view upload_id);

 private:
  Statement find_;
  Statement put_;
  Statement delete_;
};

}  // namespace berth::storage::sqlite
