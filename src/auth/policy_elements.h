// The elements of policy statements, for policy_reader.cpp. Errors are those of Policy::parse().
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "auth/condition.h"
#include "auth/policy.h"
#include "json/value.h"

namespace berth::auth {

// For text that breaks IAM's grammar.
std::unexpected<PolicyError> invalid(std::string reason);
// For something that AWS supports and Berth does not evaluate.
std::unexpected<PolicyError> unsupported(std::string what);

// A string, or a list of strings that is not empty. Policy variables are unsupported.
PolicyResult<std::vector<std::string>> read_texts(json::Value from, std::string_view name);
PolicyResult<std::vector<PolicyPrincipal>> read_principals(json::Value from);
PolicyResult<std::vector<Condition>> read_conditions(json::Value from);

// Checks that the action exists, or one that the pattern stands for. `action` as it was written. A
// repository's policy may name only actions on repositories; a user's policy may be shared with
// other services, whose actions Berth does not know.
PolicyResult<void> check_action(std::string_view action, PolicyKind kind);

}  // namespace berth::auth
