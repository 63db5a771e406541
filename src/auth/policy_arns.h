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
  std::string_view region;   // empty: none, or all
  std::string_view account;  // likewise
  std::string_view resource;

  [[nodiscard]] std::array<std::string_view, 5> all() const {
    return {partition, service, region, account, resource};
  }
};
// nullopt: it has fewer parts, or does not begin with "arn:".
std::optional<ArnParts> split_arn(std::string_view text);

// Whether a statement may name this resource: for ecr-public, a repository or a registry, which
// have no region; for another service, any ARN.
bool is_resource_arn(std::string_view text);

// Whether AWS lets a policy name this principal: an account, a user, a role, a session of either.
bool is_principal_arn(std::string_view text);

// Compares part by part: a "*" in the pattern stays within its own part. False if either is not an
// ARN.
bool matches_arn(std::string_view pattern, std::string_view text);

}  // namespace berth::auth
