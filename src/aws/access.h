// What a caller may touch: the registry of his own account.
#pragma once

#include <optional>
#include <string>

#include "aws/operation.h"

namespace berth::aws {

// The registry a request is about: the caller's own. access_denied if `registry_id` names another
// one that exists. repository_not_found if it names none and the request is about a repository.
Result<Registry> find_registry(const Context& context,
                               const std::optional<std::string>& registry_id,
                               std::string_view repository_name);

// The repository a request is about. As above, and repository_not_found.
Result<Repository> find_repository(const Context& context,
                                   const std::optional<std::string>& registry_id,
                                   std::string_view repository_name);

Failure repository_not_found(const RegistryId& registry, std::string_view repository_name);
Failure invalid_parameter(std::string_view member, std::string_view reason);

}  // namespace berth::aws
