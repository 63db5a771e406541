// GetRepositoryPolicy: the policy of a repository.
#pragma once

#include <array>

#include "aws/ecr_public/operation.h"
#include "aws/ecr_public/repository_request.h"
#include "aws/ecr_public/structures.h"

namespace berth::aws {

struct GetRepositoryPolicy {
  static constexpr std::string_view kName = "GetRepositoryPolicy";
  static constexpr std::string_view kSummary =
      "The policy of a repository, laid out as SetRepositoryPolicy answered it.";
  static constexpr std::array kErrors{
      exceptions::server, exceptions::invalid_parameter, exceptions::repository_not_found,
      exceptions::repository_policy_not_found, exceptions::unsupported_command};

  using Request = RepositoryRequest<RegistryReference::id>;

  using Response = RepositoryPolicyStructure;

  static Outcome<Response> run(const Context& context, const Request& request);
};

}  // namespace berth::aws
