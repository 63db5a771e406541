// A connection with the statements of every area.
#pragma once

#include "storage/sqlite/catalog_statements.h"
#include "storage/sqlite/database.h"
#include "storage/sqlite/descriptor_statements.h"
#include "storage/sqlite/garbage_request_statements.h"
#include "storage/sqlite/garbage_statements.h"
#include "storage/sqlite/image_statements.h"
#include "storage/sqlite/purge_statements.h"
#include "storage/sqlite/referrer_statements.h"
#include "storage/sqlite/registry_statements.h"
#include "storage/sqlite/repository_statements.h"
#include "storage/sqlite/small_blob_statements.h"
#include "storage/sqlite/tag_statements.h"
#include "storage/sqlite/upload_statements.h"
#include "storage/sqlite/user_statements.h"

namespace berth::storage {

// Neither copied nor moved: the statements refer to the database. One thread at a time.
struct Connection {
  // As Database.
  Connection(const std::filesystem::path& file, Access access, const char* vfs = nullptr,
             const DamageListener* on_damage = nullptr)
      : database(file, access, vfs, on_damage) {}
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection() = default;

  Database database;
  RegistryStatements registries{database};
  UserStatements users{database};
  RepositoryStatements repositories{database};
  CatalogStatements catalog{database};
  SmallBlobStatements small_blobs{database};
  UploadStatements uploads{database};
  ImageStatements images{database};
  DescriptorStatements descriptors{database};
  TagStatements tags{database};
  ReferrerStatements referrers{database};
  GarbageStatements garbage{database};
  PurgeStatements purges{database};
  GarbageRequestStatements garbage_requests{database};
};

}  // namespace berth::storage
