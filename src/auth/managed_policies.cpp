#include "auth/managed_policies.h"

#include <algorithm>
#include <array>

namespace berth::auth {
namespace {

constexpr std::string_view kStart = R"({
  "Version": "2012-10-17",
  "Statement": [{
    "Effect": "Allow",
    "Action": [
)";
constexpr std::string_view kReading = R"(      "ecr-public:GetAuthorizationToken",
      "sts:GetServiceBearerToken",
      "ecr-public:BatchCheckLayerAvailability",
      "ecr-public:GetRepositoryPolicy",
      "ecr-public:DescribeRepositories",
      "ecr-public:DescribeRegistries",
      "ecr-public:DescribeImages",
      "ecr-public:DescribeImageTags",
      "ecr-public:GetRepositoryCatalogData",
      "ecr-public:GetRegistryCatalogData")";
constexpr std::string_view kPushing = R"(,
      "ecr-public:InitiateLayerUpload",
      "ecr-public:UploadLayerPart",
      "ecr-public:CompleteLayerUpload",
      "ecr-public:PutImage")";
constexpr std::string_view kEnd = R"(
    ],
    "Resource": "*"
  }]
})";

// The parts, one after the other, as AWS writes the document.
template <const std::string_view&... Parts>
class Document {
 public:
  constexpr Document() {
    auto end = bytes_.begin();
    ((end = std::ranges::copy(Parts, end).out), ...);
  }
  [[nodiscard]] constexpr std::string_view text() const { return {bytes_.data(), bytes_.size()}; }

 private:
  std::array<char, (Parts.size() + ...)> bytes_{};
};
constexpr Document<kStart, kReading, kPushing, kEnd> kPowerUser;
constexpr Document<kStart, kReading, kEnd> kReadOnly;

constexpr std::array<ManagedPolicy, 3> kPolicies{{
    {kAdministratorPolicy, R"({
  "Version": "2012-10-17",
  "Statement": [{
    "Effect": "Allow",
    "Action": ["ecr-public:*", "sts:GetServiceBearerToken"],
    "Resource": "*"
  }]
})"},
    {"AmazonElasticContainerRegistryPublicPowerUser", kPowerUser.text()},
    {"AmazonElasticContainerRegistryPublicReadOnly", kReadOnly.text()},
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
