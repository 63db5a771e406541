// Amazon Resource Names: how policies and tagging refer to resources.
// "Actions, resources, and condition keys for Amazon Elastic Container Registry Public"
// (docs.aws.amazon.com/service-authorization/latest/reference/).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "registry/values/names.h"

namespace berth {

// The region is empty: "arn:aws:ecr-public::123456789012:repository/project-a/nginx".
std::string repository_arn(const RegistryId& registry, std::string_view repository_name);
// "arn:aws:ecr-public::123456789012:registry/123456789012"
std::string registry_arn(const RegistryId& registry);
// "arn:aws:iam::123456789012:user/ci"
std::string user_arn(const RegistryId& registry, std::string_view user_name);

struct UserArn {
  RegistryId registry;
  std::string user_name;
};
// nullopt if it is not such an ARN.
std::optional<UserArn> parse_user_arn(std::string_view text);

struct RepositoryArn {
  RegistryId registry;
  RepositoryName repository;
};
// arn_invalid
Result<RepositoryArn> parse_repository_arn(std::string_view text);

}  // namespace berth
