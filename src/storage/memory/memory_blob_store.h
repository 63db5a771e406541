// The blob port on maps. What it opens are streams, never files.
#pragma once

#include "registry/ports/blob_store.h"
#include "storage/memory/blob_table.h"
#include "storage/memory/way.h"

namespace berth::storage::memory {

class MemoryBlobStore final : public BlobStore {
 public:
  // Table and clock must outlive the store. The clock measures how long the writer of an upload is
  // idle.
  MemoryBlobStore(BlobTable& table, const SteadyClock& clock, const Way& way)
      : table_(table), clock_(clock), way_(way) {}

  [[nodiscard]] Result<void> create_upload(const UploadKey& key, const RegistryId& registry,
                                           const Quotas& quotas, HashAlgorithm algorithm) override;
  [[nodiscard]] Result<void> check_upload_room(const RegistryId& registry, std::uint64_t more_bytes,
                                               const Quotas& quotas) override;
  Result<std::unique_ptr<UploadWriter>> open_upload(const UploadKey& key) override;
  Result<std::uint64_t> upload_size(const UploadKey& key) override;
  Result<void> cancel_upload(const UploadKey& key) override;
  std::optional<OpenBlob> open_blob(const Digest& digest) override;
  [[nodiscard]] ReadCost read_cost() const override { return way_.cost(); }
  [[nodiscard]] std::unique_ptr<BlobHold> hold(const Digest& digest) override;
  BlobRemoval remove_blob_unless(const Digest& digest,
                                 const std::function<bool()>& is_needed) override;
  bool is_held(const Digest& digest) override;
  BlobPage list_blobs(const std::string& position) override;
  UploadPage list_uploads(const std::string& position) override;
  Result<void> expire_upload(const UploadKey& key, Timestamp before) override;
  void set_aside(const Digest& digest) override;
  void set_aside(std::string_view name, std::string_view content) override;

 private:
  // With the table locked.
  Result<UploadRow*> find_idle_upload(const UploadKey& key);
  void end_upload(const UploadKey& key);

  BlobTable& table_;
  const SteadyClock& clock_;
  const Way way_;
};

}  // namespace berth::storage::memory
