// How repositories and registries are called outside: ARNs, and the URIs of image references.
#pragma once

#include <string>
#include <string_view>

#include "aws/structures.h"
#include "registry/model.h"

namespace berth::aws {

// The region is empty: "arn:aws:ecr-public::123456789012:repository/project-a/nginx".
std::string repository_arn(const RegistryId& registry, std::string_view repository_name);
// "arn:aws:ecr-public::123456789012:registry/123456789012"
std::string registry_arn(const RegistryId& registry);
// "localhost:5000/acme"
std::string registry_uri(std::string_view host, const RegistryAlias& alias);

RepositoryStructure describe(const Repository& repository, std::string_view host);

}  // namespace berth::aws
