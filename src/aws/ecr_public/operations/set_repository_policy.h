// SetRepositoryPolicy: grants access to a repository, beyond what users' own policies allow.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "aws/ecr_public/operation.h"
#include "aws/ecr_public/repository_request.h"
#include "aws/ecr_public/structures.h"

namespace berth::aws {

struct SetRepositoryPolicy {
  static constexpr std::string_view kName = "SetRepositoryPolicy";
  static constexpr Growth kGrowth = Growth::adds;
  static constexpr std::string_view kSummary =
      "Replaces the policy of a repository. Statements have no `Resource`; their principals "
      "and actions have to exist. Condition keys and operators, policy variables and kinds of "
      "principals that Berth does not evaluate are refused, and the message says which. Without "
      "`force` a policy is refused that would keep the caller from setting another one. The text "
      "comes back laid out anew, unless that makes it longer than it may be.";
  static constexpr std::array kErrors{exceptions::server, exceptions::invalid_parameter,
                                      exceptions::repository_not_found,
                                      exceptions::unsupported_command};

  struct Request : RepositoryRequest<RegistryReference::id> {
    std::string policy_text;
    std::optional<bool> force;

    static constexpr auto members() {
      using Self = Request;
      return and_members(required("policyText", &Self::policy_text, shapes::repository_policy_text),
                         optional("force", &Self::force, shapes::force_flag));
    }
  };

  using Response = RepositoryPolicyStructure;

  static Outcome<Response> run(const Context& context, const Request& request);
};

}  // namespace berth::aws
