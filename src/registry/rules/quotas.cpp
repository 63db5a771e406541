#include "registry/rules/quotas.h"

#include <utility>

#include "registry/values/errors.h"

namespace berth {
namespace {

Error exceeded(const Repository& repository, Quota quota, std::uint64_t limit) {
  Error error = about(ErrorCode::limit_exceeded, repository);
  error.facts = UsedQuota{.quota = quota, .limit = limit};
  return error;
}

Result<void> check_level(const StorageLevel& level, std::optional<std::uint64_t> setting,
                         Quota quota, std::uint64_t more_bytes) {
  const auto limit = storage_limit(level.quota, setting);
  if (!limit || more_bytes == 0) return {};
  if (level.used_bytes <= *limit && more_bytes <= *limit - level.used_bytes) return {};
  return fail({.code = ErrorCode::limit_exceeded,
               .facts = UsedQuota{
                   .quota = quota, .limit = *limit, .used = level.used_bytes, .more = more_bytes}});
}

}  // namespace

Failure too_many_repositories(const RegistryId& registry, std::uint64_t limit) {
  return fail({.code = ErrorCode::limit_exceeded,
               .registry = registry.text(),
               .facts = UsedQuota{.quota = Quota::repositories, .limit = limit}});
}

Failure too_many_images(const Repository& repository, std::uint64_t limit) {
  return fail(exceeded(repository, Quota::images, limit));
}

Failure too_many_image_tags(const Repository& repository, const TagName& tag, std::uint64_t limit) {
  Error error = exceeded(repository, Quota::tags_per_image, limit);
  error.tag = tag.text();
  return fail(std::move(error));
}

Failure too_many_resource_tags() {
  return fail({.code = ErrorCode::too_many_resource_tags, .facts = Limit{kMaxResourceTags}});
}

// --- storage ---

std::optional<std::uint64_t> storage_limit(const StorageQuota& own,
                                           std::optional<std::uint64_t> setting) {
  switch (own.kind) {
    case StorageQuota::Kind::by_setting:
      return setting;
    case StorageQuota::Kind::unlimited:
      return std::nullopt;
    case StorageQuota::Kind::limited:
      return own.limit_bytes;
  }
  std::unreachable();
}

bool is_storage_limited(const StorageFacts& facts, const Quotas& quotas) {
  return storage_limit(facts.repository.quota, quotas.bytes_per_repository).has_value() ||
         storage_limit(facts.registry.quota, quotas.bytes_per_registry).has_value();
}

Result<void> check_storage(const StorageFacts& facts, std::uint64_t more_bytes,
                           const Quotas& quotas) {
  auto fits = check_level(facts.repository, quotas.bytes_per_repository,
                          Quota::storage_per_repository, more_bytes);
  if (!fits) return fits;
  return check_level(facts.registry, quotas.bytes_per_registry, Quota::storage_per_registry,
                     more_bytes);
}

}  // namespace berth
