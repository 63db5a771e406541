#include "auth/managed_policies.h"

#include <algorithm>
#include <array>

namespace berth::auth {
namespace {

constexpr std::array<ManagedPolicy, 3> kPolicies{{
    {kAdministratorPolicy, R"({
  "Version": "2012-10-17",
  "Statement": [{
    "Effect": "Allow",
    "Action": ["ecr-public:*", "sts:GetServiceBearerToken"],
    "Resource": "*"
  }]
})"},
    {"AmazonElasticContainerRegistryPublicPowerUser", R"({
  "Version": "2012-10-17",
  "Statement": [{
    "Effect": "Allow",
    "Action": [
      "ecr-public:GetAuthorizationToken",
      "sts:GetServiceBearerToken",
      "ecr-public:BatchCheckLayerAvailability",
      "ecr-public:GetRepositoryPolicy",
      "ecr-public:DescribeRepositories",
      "ecr-public:DescribeRegistries",
      "ecr-public:DescribeImages",
      "ecr-public:DescribeImageTags",
      "ecr-public:GetRepositoryCatalogData",
      "ecr-public:GetRegistryCatalogData",
      "ecr-public:InitiateLayerUpload",
      "ecr-public:UploadLayerPart",
      "ecr-public:CompleteLayerUpload",
      "ecr-public:PutImage"
    ],
    "Resource": "*"
  }]
})"},
    {"AmazonElasticContainerRegistryPublicReadOnly", R"({
  "Version": "2012-10-17",
  "Statement": [{
    "Effect": "Allow",
    "Action": [
      "ecr-public:GetAuthorizationToken",
      "sts:GetServiceBearerToken",
      "ecr-public:BatchCheckLayerAvailability",
      "ecr-public:GetRepositoryPolicy",
      "ecr-public:DescribeRepositories",
      "ecr-public:DescribeRegistries",
      "ecr-public:DescribeImages",
      "ecr-public:DescribeImageTags",
      "ecr-public:GetRepositoryCatalogData",
      "ecr-public:GetRegistryCatalogData"
    ],
    "Resource": "*"
  }]
})"},
}};

}  // namespace

std::span<const ManagedPolicy> managed_policies() {
  return kPolicies;
}

const ManagedPolicy* find_managed_policy(std::string_view name) {
  const auto* found = std::ranges::find(kPolicies, name, &ManagedPolicy::name);
  return found == kPolicies.end() ? nullptr : found;
}

}  // namespace berth::auth
