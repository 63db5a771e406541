// The actions that policies may name.
#pragma once

#include <span>
#include <string_view>

namespace berth::auth {

// With their service: "ecr-public:PutImage". The actions of ecr-public are its operations.
// docs.aws.amazon.com/service-authorization/latest/reference/: "Amazon Elastic Container Registry
// Public", "AWS Security Token Service"
std::span<const std::string_view> ecr_public_actions();
std::span<const std::string_view> sts_actions();

// Whether the pattern, which may have '*' and '?', matches an action of `known`. Actions have no
// case; `pattern` is in lower case.
bool names_an_action(std::string_view pattern, std::span<const std::string_view> known);

}  // namespace berth::auth
