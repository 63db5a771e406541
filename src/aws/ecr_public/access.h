// What a request is about, for a caller who may do it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "aws/ecr_public/operation.h"

namespace berth::aws {

// How an operation speaks of registries, and what it says of one that is not there.
enum class RegistryReference : std::uint8_t {
  id,           // shape RegistryId; RepositoryNotFoundException
  id_or_alias,  // shape RegistryIdOrAlias; RegistryNotFoundException
};

// The caller's own registry. access_denied, registry_not_found.
Result<Registry> admit_to_own_registry(const Context& context);
// All repositories of the registry of that id, by default the caller's own. access_denied: no other
// registry lets anyone in as a whole. invalid_parameter if there is none.
Result<RegistryId> admit_to_repositories(const Context& context,
                                         const std::optional<std::string>& registry_id);

// The repository of that name, in the caller's own registry if no other is given. Errors:
// access_denied, registry_not_found or repository_not_found.
Result<Repository> admit_to_repository(const Context& context,
                                       const std::optional<std::string>& registry,
                                       std::string_view repository_name,
                                       RegistryReference reference = RegistryReference::id);
// The repository of an ARN, whose tags the request sets or takes away. As above, and
// invalid_parameter.
Result<Repository> admit_to_resource(const Context& context, std::string_view arn,
                                     std::vector<ResourceTag> request_tags = {},
                                     std::vector<std::string> request_tag_keys = {});

Failure repository_not_found(const RegistryId& registry, std::string_view repository_name);
Failure invalid_parameter(std::string_view member, std::string_view reason);

}  // namespace berth::aws
