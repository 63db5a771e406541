// The kinds of store that have to keep the contracts.
#include "contract/audit_contract.h"
#include "contract/basis_contract.h"
#include "contract/blob_store_contract.h"
#include "contract/metadata_store_contract.h"
#include "contract/shared_stores_contract.h"
#include "storage/memory/memory_kinds.h"
#include "stores/open_stores.h"
#include "stores/test_support.h"

namespace berth {
namespace {

constexpr auto kName = [](const auto& test) { return test.param.name; };

MetadataAdapter metadata_adapter(std::string name, const stores::StoreKind* kind) {
  return {.name = std::move(name),
          .open = [kind](const std::filesystem::path& folder, const Quotas& quotas) {
            ops::Config config = stores::config_of(folder);
            config.quotas = quotas;
            return stores::open_metadata(config, StoreRole::server, {.kind = kind, .readers = 4});
          }};
}

BlobAdapter blob_adapter(std::string name, const stores::StoreKind* kind) {
  return {.name = std::move(name),
          .open = [kind](const std::filesystem::path& folder, const SteadyClock& clock) {
            return stores::open_blobs(
                stores::config_of(folder), StoreRole::server,
                {.kind = kind, .steady_clock = &clock, .registry_of = [](RepositoryKey) {
                   return blob_registry();
                 }});
          }};
}

using storage::memory::kInMemory;
using storage::memory::kRemote;
constexpr const stores::StoreKind* kWhatShips = nullptr;

const auto kMetadata =
    testing::Values(metadata_adapter("Sqlite", kWhatShips), metadata_adapter("Memory", &kInMemory),
                    metadata_adapter("Remote", &kRemote));
const auto kBlobs =
    testing::Values(blob_adapter("Filesystem", kWhatShips), blob_adapter("Memory", &kInMemory),
                    blob_adapter("Remote", &kRemote));

INSTANTIATE_TEST_SUITE_P(Metadata, MetadataStoreContract, kMetadata, kName);
INSTANTIATE_TEST_SUITE_P(Audits, AuditContract, kMetadata, kName);
INSTANTIATE_TEST_SUITE_P(Figures, UsageContract, kMetadata, kName);
INSTANTIATE_TEST_SUITE_P(Bases, BasisContract, kMetadata, kName);
INSTANTIATE_TEST_SUITE_P(Blobs, BlobStoreContract, kBlobs, kName);
// A data directory belongs to one server.
INSTANTIATE_TEST_SUITE_P(Servers, SharedStoresContract,
                         testing::Values(SharedKind{.name = "Remote", .kind = &kRemote}), kName);

}  // namespace
}  // namespace berth
