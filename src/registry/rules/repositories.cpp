#include "registry/rules/repositories.h"

#include <set>
#include <string_view>

#include "registry/rules/refusals.h"

namespace berth {

Result<void> check_new_repository(const NewRepository& repository, const NewRepositoryFacts& facts,
                                  const Quotas& quotas) {
  if (!facts.repository_count) {
    return about_new_repository(ErrorCode::registry_not_found, repository);
  }
  if (facts.is_name_taken) {
    return about_new_repository(ErrorCode::repository_already_exists, repository);
  }
  if (*facts.repository_count >= quotas.repositories_per_registry) {
    return too_many_repositories(repository.registry, quotas.repositories_per_registry);
  }
  return check_resource_tags({}, repository.resource_tags);
}

Result<void> check_resource_tags(const std::vector<ResourceTag>& stored,
                                 const std::vector<ResourceTag>& added) {
  std::set<std::string_view> keys;
  for (const auto* tags : {&stored, &added}) {
    for (const ResourceTag& tag : *tags) keys.insert(tag.key);
  }
  if (keys.size() > kMaxResourceTags) return too_many_resource_tags();
  return {};
}

}  // namespace berth
