// A connection with all its statements.
#pragma once

#include "storage/sqlite/engine/database.h"
#include "storage/sqlite/rows/audit_statements.h"
#include "storage/sqlite/rows/catalog_statements.h"
#include "storage/sqlite/rows/descriptor_statements.h"
#include "storage/sqlite/rows/garbage_request_statements.h"
#include "storage/sqlite/rows/garbage_statements.h"
#include "storage/sqlite/rows/image_statements.h"
#include "storage/sqlite/rows/purge_statements.h"
#include "storage/sqlite/rows/referrer_statements.h"
#include "storage/sqlite/rows/registry_statements.h"
#include "storage/sqlite/rows/repository_statements.h"
#include "storage/sqlite/rows/search_statements.h"
#include "storage/sqlite/rows/small_blob_statements.h"
#include "storage/sqlite/rows/tag_listing_statements.h"
#include "storage/sqlite/rows/tag_statements.h"
#include "storage/sqlite/rows/upload_statements.h"
#include "storage/sqlite/rows/usage_statements.h"
#include "storage/sqlite/rows/user_statements.h"

namespace berth::storage::sqlite {

// Neither copied nor moved: the statements refer to the database. One thread at a time.
struct Connection {
  // The parameters are Database's.
  Connection(const std::filesystem::path& file, Access access, const char* vfs = nullptr,
             const DamageListener* on_damage = nullptr)
      : database(file, access, vfs, on_damage) {}
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection() = default;

  Database database;
  RegistryStatements registries{database};
  UserStatements users{database};
  UsageStatements usage{database};
  RepositoryStatements repositories{database};
  CatalogStatements catalog{database};
  SmallBlobStatements small_blobs{database};
  UploadStatements uploads{database};
  ImageStatements images{database};
  DescriptorStatements descriptors{database};
  TagStatements tags{database};
  TagListingStatements tag_listings{database};
  SearchStatements search{database};
  ReferrerStatements referrers{database};
  GarbageStatements garbage{database, usage};
  PurgeStatements purges{database};
  GarbageRequestStatements garbage_requests{database};
  AuditStatements audit{database};
};

}  // namespace berth::storage::sqlite
