#include "registry/rules/upload_counts.h"

#include <algorithm>

#include "base/crypto.h"

namespace berth {
namespace {

// 48 bits of the UUID, enough to tell the access keys of a server apart. 74 random bits are left.
constexpr std::size_t kKeyDigits = 12;
// UUID version 8: a custom format (RFC 9562 section 5.8).
constexpr std::size_t kVersionPosition = 14;
constexpr char kOwnForm = '8';

std::string_view access_key_digits(const UploadKey& key) {
  return std::string_view(key.id).substr(key.id.size() - std::min(kKeyDigits, key.id.size()));
}

std::uint64_t count_of(const auto& counts, const auto& key) {
  const auto found = counts.find(key);
  return found == counts.end() ? 0 : found->second;
}

// Drops counters that reach 0: any number of keys and repositories may come and go.
void count_down(auto& counts, const auto& key) {
  const auto found = counts.find(key);
  if (--found->second == 0) counts.erase(found);
}

Failure too_many(Quota quota, std::uint64_t limit) {
  return fail(
      {.code = ErrorCode::too_many_uploads, .facts = UsedQuota{.quota = quota, .limit = limit}});
}

}  // namespace

std::string make_upload_id(Entropy& entropy, std::string_view access_key_id) {
  std::string id = make_uuid(entropy);
  id.replace(id.size() - kKeyDigits, kKeyDigits, sha256_hex(access_key_id), 0, kKeyDigits);
  id[kVersionPosition] = kOwnForm;
  return id;
}

Result<void> UploadCounts::add(const UploadKey& key, const RegistryId& registry,
                               const Quotas& quotas) {
  const std::scoped_lock lock(mutex_);
  if (count_of(by_access_key_, access_key_digits(key)) >= quotas.uploads_per_access_key) {
    return too_many(Quota::uploads_per_access_key, quotas.uploads_per_access_key);
  }
  if (count_of(by_repository_, key.repository) >= quotas.uploads_per_repository) {
    return too_many(Quota::uploads_per_repository, quotas.uploads_per_repository);
  }
  const auto total = by_registry_.find(registry.text());
  if (total != by_registry_.end() && total->second.count >= quotas.uploads_per_registry) {
    return too_many(Quota::uploads_per_registry, quotas.uploads_per_registry);
  }
  insert(key, registry, 0);
  return {};
}

void UploadCounts::restore(const UploadKey& key, const RegistryId& registry,
                           std::uint64_t size_bytes) {
  const std::scoped_lock lock(mutex_);
  insert(key, registry, size_bytes);
}

void UploadCounts::insert(const UploadKey& key, const RegistryId& registry,
                          std::uint64_t size_bytes) {
  const Upload upload{.registry = registry, .size_bytes = size_bytes};
  if (!uploads_.try_emplace(key, upload).second) return;
  ++by_access_key_[std::string(access_key_digits(key))];
  ++by_repository_[key.repository];
  Total& total = by_registry_[registry.text()];
  ++total.count;
  total.size_bytes += size_bytes;
}

void UploadCounts::remove(const UploadKey& key) {
  const std::scoped_lock lock(mutex_);
  const auto upload = uploads_.extract(key);
  if (!upload) return;
  count_down(by_access_key_, access_key_digits(key));
  count_down(by_repository_, key.repository);
  const auto total = by_registry_.find(upload.mapped().registry.text());
  total->second.size_bytes -= upload.mapped().size_bytes;
  if (--total->second.count == 0) by_registry_.erase(total);
}

void UploadCounts::set_size(const UploadKey& key, std::uint64_t size_bytes) {
  const std::scoped_lock lock(mutex_);
  const auto upload = uploads_.find(key);
  if (upload == uploads_.end()) return;
  Total& total = by_registry_.at(upload->second.registry.text());
  total.size_bytes -= upload->second.size_bytes;
  total.size_bytes += size_bytes;
  upload->second.size_bytes = size_bytes;
}

Result<void> UploadCounts::check_size(const RegistryId& registry, std::uint64_t more_bytes,
                                      const Quotas& quotas) const {
  const std::scoped_lock lock(mutex_);
  const auto total = by_registry_.find(registry.text());
  const std::uint64_t size_bytes = total == by_registry_.end() ? 0 : total->second.size_bytes;
  const std::uint64_t limit = quotas.upload_bytes_per_registry;
  if (size_bytes <= limit && more_bytes <= limit - size_bytes) return {};
  return too_many(Quota::upload_bytes_per_registry, limit);
}

UploadCounts::Total UploadCounts::total() const {
  const std::scoped_lock lock(mutex_);
  Total all;
  for (const auto& [registry, total] : by_registry_) {
    all.count += total.count;
    all.size_bytes += total.size_bytes;
  }
  return all;
}

}  // namespace berth
