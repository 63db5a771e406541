// The ports over one SQLite database.
#pragma once

#include <filesystem>
#include <optional>

#include "registry/ports/backends.h"
#include "registry/rules/garbage_policy.h"
#include "registry/rules/quotas.h"
#include "storage/sqlite/sqlite_account_store.h"
#include "storage/sqlite/sqlite_audit_store.h"
#include "storage/sqlite/sqlite_database.h"
#include "storage/sqlite/sqlite_garbage_store.h"
#include "storage/sqlite/sqlite_integrity_store.h"
#include "storage/sqlite/sqlite_job_requests.h"
#include "storage/sqlite/sqlite_metadata_store.h"
#include "storage/sqlite/sqlite_usage_store.h"

namespace berth::storage::sqlite {

class SqliteBackend final : public MetadataBackend {
 public:
  // Throws like SqliteDatabase.
  SqliteBackend(const SqliteOptions& options, const Quotas& quotas, const GarbagePolicy& policy);

  AccountStore& accounts() override { return accounts_; }
  MetadataStore& metadata() override { return metadata_; }
  GarbageStore& garbage() override { return garbage_; }
  AuditStore& audit() override { return audit_; }
  UsageStore& usage() override { return usage_; }
  JobRequests& job_requests() override { return job_requests_; }
  // Opened by the first call, which throws like the constructor.
  IntegrityStore* integrity() override;
  void check() override { database_.check(); }
  [[nodiscard]] std::uint64_t descriptors_needed() const override;
  MetadataFigures figures() override { return database_.figures(); }

 private:
  const SqliteOptions options_;
  SqliteDatabase database_;
  SqliteAccountStore accounts_{database_};
  SqliteMetadataStore metadata_;
  SqliteGarbageStore garbage_{database_};
  SqliteAuditStore audit_{database_};
  SqliteUsageStore usage_{database_};
  SqliteJobRequests job_requests_{database_};
  std::optional<SqliteIntegrityStore> integrity_;
};

}  // namespace berth::storage::sqlite
