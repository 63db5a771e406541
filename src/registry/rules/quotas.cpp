#include "registry/rules/quotas.h"

#include "registry/values/errors.h"

namespace berth {
namespace {

Error exceeded(const Repository& repository, Quota quota, std::uint64_t limit) {
  Error error = about(ErrorCode::limit_exceeded, repository);
  error.facts = UsedQuota{.quota = quota, .limit = limit};
  return error;
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

}  // namespace berth
