#include "auth/policy_actions.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "base/wildcards.h"

namespace berth::auth {
namespace {

// In the order of aws/ecr_public/operations/all.h, whose test compares them.
constexpr auto kEcrPublic = std::to_array<std::string_view>({
    "ecr-public:BatchCheckLayerAvailability",
    "ecr-public:BatchDeleteImage",
    "ecr-public:CompleteLayerUpload",
    "ecr-public:CreateRepository",
    "ecr-public:DeleteRepository",
    "ecr-public:DeleteRepositoryPolicy",
    "ecr-public:DescribeImageTags",
    "ecr-public:DescribeImages",
    "ecr-public:DescribeRegistries",
    "ecr-public:DescribeRepositories",
    "ecr-public:GetAuthorizationToken",
    "ecr-public:GetRegistryCatalogData",
    "ecr-public:GetRepositoryCatalogData",
    "ecr-public:GetRepositoryPolicy",
    "ecr-public:InitiateLayerUpload",
    "ecr-public:ListTagsForResource",
    "ecr-public:PutImage",
    "ecr-public:PutRegistryCatalogData",
    "ecr-public:PutRepositoryCatalogData",
    "ecr-public:SetRepositoryPolicy",
    "ecr-public:TagResource",
    "ecr-public:UntagResource",
    "ecr-public:UploadLayerPart",
});

// The last five are not operations, but permissions that operations require.
constexpr std::array<std::string_view, 16> kSts{
    "sts:AssumeRole",        "sts:AssumeRoleWithSAML",         "sts:AssumeRoleWithWebIdentity",
    "sts:AssumeRoot",        "sts:DecodeAuthorizationMessage", "sts:GetAccessKeyInfo",
    "sts:GetCallerIdentity", "sts:GetDelegatedAccessToken",    "sts:GetFederationToken",
    "sts:GetSessionToken",   "sts:GetWebIdentityToken",        "sts:GetServiceBearerToken",
    "sts:SetContext",        "sts:SetSourceIdentity",          "sts:TagGetWebIdentityToken",
    "sts:TagSession",
};

}  // namespace

std::span<const std::string_view> ecr_public_actions() {
  return kEcrPublic;
}

std::span<const std::string_view> sts_actions() {
  return kSts;
}

bool names_an_action(std::string_view pattern, std::span<const std::string_view> known) {
  return std::ranges::any_of(known, [pattern](std::string_view action) {
    return matches_wildcards(pattern, to_lower_case(action));
  });
}

}  // namespace berth::auth
