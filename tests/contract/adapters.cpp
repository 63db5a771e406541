// The adapters that have to keep the contracts.
#include "contract/blob_store_contract.h"
#include "contract/metadata_store_contract.h"
#include "storage/filesystem/filesystem_blob_store.h"
#include "storage/sqlite/sqlite_account_store.h"
#include "storage/sqlite/sqlite_garbage_store.h"
#include "storage/sqlite/sqlite_metadata_store.h"

namespace berth {
namespace {

constexpr auto kName = [](const auto& test) { return test.param.name; };

class SqliteStores final : public OpenStores {
 public:
  SqliteStores(const std::filesystem::path& folder, const Quotas& quotas)
      : database_({.file = folder / "metadata.db", .reader_count = 4}),
        metadata_(database_, quotas) {}
  MetadataStore& metadata() override { return metadata_; }
  AccountStore& accounts() override { return accounts_; }
  GarbageStore& garbage() override { return garbage_; }

 private:
  storage::sqlite::SqliteDatabase database_;
  storage::sqlite::SqliteAccountStore accounts_{database_};
  storage::sqlite::SqliteGarbageStore garbage_{database_};
  storage::sqlite::SqliteMetadataStore metadata_;
};

const MetadataAdapter kSqlite{
    .name = "Sqlite", .open = [](const std::filesystem::path& folder, const Quotas& quotas) {
      return std::make_unique<SqliteStores>(folder, quotas);
    }};

// No upload is taken over, however long the machine stalls.
const BlobAdapter kFilesystem{.name = "Filesystem",
                              .open = [](const std::filesystem::path& folder) {
                                return std::make_unique<storage::filesystem::FilesystemBlobStore>(
                                    folder, std::chrono::hours(1));
                              }};

INSTANTIATE_TEST_SUITE_P(Metadata, MetadataStoreContract, testing::Values(kSqlite), kName);
INSTANTIATE_TEST_SUITE_P(Blobs, BlobStoreContract, testing::Values(kFilesystem), kName);

}  // namespace
}  // namespace berth
