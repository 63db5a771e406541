// The forms of the ARNs that policies may name, which may have '*' and '?' in their parts.
// docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns
#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace berth::auth {

// "arn:partition:service:region:account:resource", as it is written.
struct ArnParts {
  std::string_view partition;
  std::string_view service;
  std::string_view region;   // empty: of none, or of all
  std::string_view account;  // likewise
  std::string_view resource;

  [[nodiscard]] std::array<std::string_view, 5> all() const {
    return {partition, service, region, account, resource};
  }
};
// nullopt: it has fewer parts, or does not begin with "arn:".
std::optional<ArnParts> split_arn(std::string_view text);

// What a statement may say of resources: of ecr-public, a repository or a registry, of which there
// are none in a region; of another service, whatever is an ARN.
bool is_resource_arn(std::string_view text);

// What AWS lets a policy say of principals: an account, a user, a role, a session of either.
bool is_principal_arn(std::string_view text);

// Part by part: "*" in the pattern stands for nothing beyond its own. False if either is no ARN.
bool matches_arn(std::string_view pattern, std::string_view text);

}  // namespace berth::auth
