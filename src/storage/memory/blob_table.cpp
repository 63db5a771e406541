#include "storage/memory/blob_table.h"

#include <utility>

namespace berth::storage::memory {

std::string name_of(const UploadKey& key) {
  return std::to_string(key.repository) + "." + key.id;
}

UploadRow* find_upload(BlobTable& table, const UploadKey& key) {
  const auto found = table.uploads.find(name_of(key));
  return found != table.uploads.end() ? &found->second : nullptr;
}

std::uint64_t kept_bytes(const UploadRow& upload) {
  return upload.tentative_from.value_or(upload.bytes.size());
}

void forget_tentative(BlobTable& table, UploadRow& upload) {
  upload.bytes.resize(kept_bytes(upload));
  upload.tentative_from.reset();
  table.counts.set_size(upload.key, upload.bytes.size());
}

}  // namespace berth::storage::memory
