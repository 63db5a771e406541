// Finds what a request is about, and checks that its caller may do it.
#pragma once

#include <optional>
#include <string>

#include "aws/ecr_public/operation.h"
#include "aws/ecr_public/repository_request.h"

namespace berth::aws {

// The caller's own registry. access_denied, registry_not_found.
Result<Registry> admit_to_own_registry(const Context& context);
// All repositories of the registry with that id, by default the caller's own. access_denied for any
// other registry: none admits strangers as a whole. InvalidParameterException if no such registry
// exists.
Outcome<RegistryId> admit_to_repositories(const Context& context,
                                          const std::optional<std::string>& registry_id);

// The repository of that name, in the caller's own registry if no other is given. Errors:
// access_denied, registry_not_found or repository_not_found.
Result<Repository> admit_to_repository(const Context& context,
                                       const std::optional<std::string>& registry,
                                       std::string_view repository_name,
                                       RegistryReference reference);
// That of a request.
template <RegistryReference reference>
Result<Repository> admit_to_repository(const Context& context,
                                       const RepositoryRequest<reference>& request) {
  return admit_to_repository(context, request.registry_id, request.repository_name, reference);
}
// The repository of an ARN, for a request that sets or removes its tags. Errors as above, and
// arn_invalid.
Result<Repository> admit_to_resource(const Context& context, std::string_view arn,
                                     std::vector<ResourceTag> request_tags = {},
                                     std::vector<std::string> request_tag_keys = {});

Failure repository_not_found(const RegistryId& registry, std::string_view repository_name);

}  // namespace berth::aws
