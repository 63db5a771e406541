// The contract of every blob store: the comments of registry/ports/blob_store.h as tests.
#pragma once

#include <gmock/gmock.h>

#include <memory>
#include <ostream>

#include "base/test_clocks.h"
#include "base/test_support.h"
#include "registry/ports/backends.h"
#include "registry/use_cases/blobs.h"

namespace berth {

// The one that every repository of these tests belongs to.
inline RegistryId blob_registry() {
  return *RegistryId::parse("123456789012");
}

struct BlobAdapter {
  std::string name;
  // The clock measures how long the writer of an upload is idle.
  std::function<std::unique_ptr<BlobBackend>(const std::filesystem::path& folder,
                                             const SteadyClock& clock)>
      open;
};

// How test runners print the parameter.
inline void PrintTo(const BlobAdapter& adapter, std::ostream* out) {
  *out << adapter.name;
}

// All bytes of an open blob.
std::string content_of(const OpenBlob& blob);
std::string content_of(const BlobContent& content);

class BlobStoreContract : public testing::TestWithParam<BlobAdapter> {
 protected:
  BlobStoreContract() : backend_(GetParam().open(folder_.path(), clock_)) {}

  BlobStore& store() { return backend_->blobs(); }
  // By the store's clock, which need not be this machine's. The upload exists.
  Timestamp written_at(const UploadKey& key);
  void reopen();

  void begin(const UploadKey& key, HashAlgorithm algorithm = HashAlgorithm::sha256) {
    ASSERT_TRUE(store().create_upload(key, blob_registry(), Quotas(), algorithm));
  }
  std::vector<StoredUpload> uploads();
  std::unique_ptr<UploadWriter> open(const UploadKey& key) {
    return std::move(store().open_upload(key).value());
  }
  // Another writer of key_, whose writer before is idle by now.
  std::unique_ptr<UploadWriter> open_idle();
  // The answer to a writer of key_ that does not have the session.
  [[nodiscard]] Error lost(ErrorCode code) const { return {.code = code, .subject = key_.id}; }
  // Removes the blob with that content, whatever refers to it.
  BlobRemoval remove(std::string_view content) {
    return store().remove_blob_unless(Digest::of(content), [] { return false; });
  }
  // Opens, appends and closes.
  void append(const UploadKey& key, std::string_view text);
  static void append(UploadWriter& writer, std::string_view text);

  const UploadKey key_{.repository = 1, .id = "0b0e0a7c-6d4f-4d6e-9f0a-1c2d3e4f5a6b"};
  const UploadKey other_{.repository = 1, .id = "1b0e0a7c-6d4f-4d6e-9f0a-1c2d3e4f5a6b"};
  // No upload is taken over, however long the machine stalls, unless the test lets time pass.
  ManualSteadyClock clock_;

 private:
  TemporaryFolder folder_;
  std::unique_ptr<BlobBackend> backend_;
};

}  // namespace berth
