// For tests: a store that does one thing differently.
#pragma once

#include "registry/ports/blob_store.h"

namespace berth {

// Passes every call on to another store.
class PassingBlobStore : public BlobStore {
 public:
  explicit PassingBlobStore(BlobStore& store) : store_(store) {}

  Result<void> create_upload(const UploadKey& key, const RegistryId& registry, const Quotas& quotas,
                             HashAlgorithm algorithm) override {
    return store_.create_upload(key, registry, quotas, algorithm);
  }
  Result<void> check_upload_room(const RegistryId& registry, std::uint64_t more_bytes,
                                 const Quotas& quotas) override {
    return store_.check_upload_room(registry, more_bytes, quotas);
  }
  Result<std::unique_ptr<UploadWriter>> open_upload(const UploadKey& key) override {
    return store_.open_upload(key);
  }
  Result<std::uint64_t> upload_size(const UploadKey& key) override {
    return store_.upload_size(key);
  }
  Result<void> cancel_upload(const UploadKey& key) override { return store_.cancel_upload(key); }
  std::optional<OpenBlob> open_blob(const Digest& digest) override {
    return store_.open_blob(digest);
  }
  [[nodiscard]] ReadCost read_cost() const override { return store_.read_cost(); }
  std::unique_ptr<BlobHold> hold(const Digest& digest) override { return store_.hold(digest); }
  BlobRemoval remove_blob_unless(const Digest& digest,
                                 const std::function<bool()>& is_needed) override {
    return store_.remove_blob_unless(digest, is_needed);
  }
  bool is_held(const Digest& digest) override { return store_.is_held(digest); }
  BlobPage list_blobs(const std::string& position) override { return store_.list_blobs(position); }
  UploadPage list_uploads(const std::string& position) override {
    return store_.list_uploads(position);
  }
  Result<void> expire_upload(const UploadKey& key, Timestamp before) override {
    return store_.expire_upload(key, before);
  }
  void set_aside(const Digest& digest) override { store_.set_aside(digest); }
  void set_aside(std::string_view name, std::string_view content) override {
    store_.set_aside(name, content);
  }

 private:
  BlobStore& store_;
};

}  // namespace berth
