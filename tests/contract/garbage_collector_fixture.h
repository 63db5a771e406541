// A garbage collector over every kind of store, at times that the tests choose.
#pragma once

#include <gmock/gmock.h>

#include <ostream>

#include "base/entropy.h"
#include "base/test_clocks.h"
#include "base/test_support.h"
#include "contract/blob_store_contract.h"
#include "registry/use_cases/blobs.h"
#include "registry/use_cases/garbage.h"
#include "storage/memory/memory_kinds.h"
#include "stores/open_stores.h"
#include "stores/test_support.h"

namespace berth {

// What a store's clock says now: it dates uploads by that.
inline Timestamp time_of(BlobStore& blobs) {
  const UploadKey key{.repository = 1, .id = "2b0e0a7c-6d4f-4d6e-9f0a-1c2d3e4f5a6b"};
  blobs.create_upload(key, blob_registry(), Quotas(), HashAlgorithm::sha256).value();
  const Timestamp now = blobs.list_uploads("").uploads.at(0).written_at;
  blobs.cancel_upload(key).value();
  return now;
}

// Where a test stores, and where its collector runs.
struct GarbagePlace {
  enum class Collector : std::uint8_t { of_the_same_server, of_another_server };

  const char* name;
  const stores::StoreKind* kind = nullptr;  // null: what ships
  Collector collector = Collector::of_the_same_server;
};
// Only one server at a time may use a data directory.
inline const GarbagePlace kGarbageOnDisk{.name = "OnDisk"};
inline const GarbagePlace kGarbagePlaces[] = {
    kGarbageOnDisk,
    {.name = "Memory", .kind = &storage::memory::kInMemory},
    {.name = "Remote", .kind = &storage::memory::kRemote},
    {.name = "RemoteWithAnotherCollector",
     .kind = &storage::memory::kRemote,
     .collector = GarbagePlace::Collector::of_another_server}};

// How test runners print the parameter.
inline void PrintTo(const GarbagePlace& place, std::ostream* out) {
  *out << place.name;
}

class GarbageFixture : public testing::Test {
 protected:
  static constexpr GarbagePolicy kPolicy{.grace = std::chrono::hours(24),
                                         .upload_expiry = std::chrono::hours(48)};

  explicit GarbageFixture(const GarbagePlace& place) : place_(place) {
    EXPECT_TRUE(stores::create_registry(accounts_, {.created_at = clock_.now()}));
    if (place.collector == GarbagePlace::Collector::of_another_server) other_.emplace(open());
  }

  Repository create(std::string_view name) {
    return *metadata_.create_repository({.registry = *RegistryId::parse("123456789012"),
                                         .name = *RepositoryName::parse(name),
                                         .created_at = clock_.now()},
                                        {});
  }
  void begin_upload(const UploadKey& key) {
    ASSERT_TRUE(blobs_.create_upload(key, blob_registry(), Quotas(), HashAlgorithm::sha256));
  }
  std::unique_ptr<UploadWriter> upload(const Repository& repository, std::string_view content) {
    const UploadKey key{.repository = repository.key, .id = make_uuid(entropy_)};
    begin_upload(key);
    auto writer = std::move(*blobs_.open_upload(key));
    EXPECT_TRUE(writer->append(std::as_bytes(std::span(content))));
    return writer;
  }
  Digest push_blob(const Repository& repository, std::string_view content) {
    const Digest digest = Digest::of(content);
    EXPECT_TRUE(complete_upload(metadata_, blobs_, clock_, repository, *upload(repository, content),
                                digest));
    return digest;
  }
  Digest push_image(const Repository& repository, std::string_view layer) {
    const std::string content = "image of " + std::string(layer);
    const NewImage image{
        .digest = Digest::of(content),
        .media_type = "type",
        .artifact_media_type = "",
        .content = content,
        .size_bytes = 0,
        .layers = {{.blob = {.digest = Digest::of(layer), .size_bytes = layer.size()}}},
        .children = {}};
    EXPECT_TRUE(metadata_.put_image({.repository = repository,
                                     .image = image,
                                     .author = {.at = clock_.now(), .user = "admin"}}));
    return image.digest;
  }
  // The stores as the collector sees them.
  [[nodiscard]] const stores::Stores& collected() const { return other_ ? *other_ : stores_; }
  GarbageCollector collector() {
    return GarbageCollector(collected().garbage(), collected().blobs(), clock_, kPolicy);
  }
  GarbageReport collect(OrphanScan scan = OrphanScan::everything) {
    return collector().run(scan, [] { return true; });
  }
  // What a run would do now.
  GarbageReport measure() {
    return collector().measure([] { return true; });
  }
  bool is_stored(std::string_view content) {
    const Digest digest = Digest::of(content);
    return blobs_.open_blob(digest) || is_stored_with_metadata(digest);
  }
  // If the store cannot be asked: such bytes are kept as long as the blob is held or unheld.
  bool is_stored_with_metadata(const Digest& digest) {
    if (IntegrityStore* integrity = stores_.integrity()) {
      return integrity->find_content(digest).has_value();
    }
    const Blob blob{.digest = digest, .size_bytes = 0};
    return garbage_.find_orphans(std::span(&blob, 1)).empty();
  }
  // Whatever refers to them.
  void remove_bytes(const Digest& digest) {
    ASSERT_EQ(blobs_.remove_blob_unless(digest, [] { return false; }).outcome,
              BlobRemoval::Outcome::removed);
  }
  std::size_t upload_count() { return blobs_.list_uploads("").uploads.size(); }

  const std::string large_layer_ = std::string(kMaxSmallBlobBytes + 1, 'x');  // in the blob store
  TemporaryFolder folder_;
  SystemEntropy entropy_;
  // No upload is taken over, however long the machine stalls.
  ManualSteadyClock stopped_clock_;
  const GarbagePlace place_;
  const stores::Stores stores_ = open();
  AccountStore& accounts_ = stores_.accounts();
  MetadataStore& metadata_ = stores_.metadata();
  LatestReads latest_{metadata_, accounts_};
  GarbageStore& garbage_ = stores_.garbage();
  BlobStore& blobs_ = stores_.blobs();
  FixedClock clock_{time_of(blobs_)};

 private:
  [[nodiscard]] stores::Stores open() const {
    return stores::open_stores(
        stores::config_of(folder_.path()), StoreRole::server,
        {.kind = place_.kind, .readers = 2, .steady_clock = &stopped_clock_});
  }

  std::optional<stores::Stores> other_;  // that another server has open
};

// Over each of the places.
class GarbageCollectorTest : public GarbageFixture,
                             public testing::WithParamInterface<GarbagePlace> {
 protected:
  GarbageCollectorTest() : GarbageFixture(GetParam()) {}
};
inline constexpr auto kPlaceName = [](const auto& test) { return std::string(test.param.name); };

}  // namespace berth
