// What a new repository needs, and what may be attached to one.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "registry/rules/quotas.h"
#include "registry/values/error.h"
#include "registry/values/model.h"

namespace berth {

struct NewRepositoryFacts {
  std::optional<std::uint64_t> repository_count = {};  // of the registry; nullopt: no such registry
  bool is_name_taken = false;
};

// registry_not_found, repository_already_exists, limit_exceeded, too_many_resource_tags.
Result<void> check_new_repository(const NewRepository& repository, const NewRepositoryFacts& facts,
                                  const Quotas& quotas);

// too_many_resource_tags if a repository that has `stored` would have too many. A tag whose key
// exists replaces the old one.
Result<void> check_resource_tags(const std::vector<ResourceTag>& stored,
                                 const std::vector<ResourceTag>& added);

}  // namespace berth
