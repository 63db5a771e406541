// The policies that AWS manages for ECR Public, by their names there.
// docs.aws.amazon.com/AmazonECR/latest/public/public-ecr-managed-policies.html
#pragma once

#include <span>
#include <string_view>

namespace berth::auth {

struct ManagedPolicy {
  std::string_view name;  // "AmazonElasticContainerRegistryPublicReadOnly"
  std::string_view document;
};

inline constexpr std::string_view kAdministratorPolicy =
    "AmazonElasticContainerRegistryPublicFullAccess";

std::span<const ManagedPolicy> managed_policies();
// Null: no managed policy has that name.
const ManagedPolicy* find_managed_policy(std::string_view name);

}  // namespace berth::auth
