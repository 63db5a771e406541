// The kinds of store that have to keep the contracts.
#include "contract/basis_contract.h"
#include "contract/blob_store_contract.h"
#include "contract/metadata_store_contract.h"
#include "stores/open_stores.h"
#include "stores/test_support.h"

namespace berth {
namespace {

constexpr auto kName = [](const auto& test) { return test.param.name; };

const MetadataAdapter kSqlite{
    .name = "Sqlite", .open = [](const std::filesystem::path& folder, const Quotas& quotas) {
      ops::Config config = stores::config_of(folder);
      config.quotas = quotas;
      return stores::open_metadata(config, StoreRole::server, {.readers = 4});
    }};

const BlobAdapter kFilesystem{
    .name = "Filesystem",
    .open = [](const std::filesystem::path& folder, const SteadyClock& clock) {
      return stores::open_blobs(
          stores::config_of(folder), StoreRole::server,
          {.steady_clock = &clock, .registry_of = [](RepositoryKey) { return blob_registry(); }});
    }};

INSTANTIATE_TEST_SUITE_P(Metadata, MetadataStoreContract, testing::Values(kSqlite), kName);
INSTANTIATE_TEST_SUITE_P(Bases, BasisContract, testing::Values(kSqlite), kName);
INSTANTIATE_TEST_SUITE_P(Blobs, BlobStoreContract, testing::Values(kFilesystem), kName);

}  // namespace
}  // namespace berth
