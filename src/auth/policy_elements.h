// What statements of policies are made of, as policy_reader.cpp finds them. Errors are those of
// Policy::parse().
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "auth/condition.h"
#include "auth/policy.h"
#include "base/result.h"
#include "json/value.h"

namespace berth::auth {

// By IAM's grammar.
Failure invalid(std::string reason);
// What a policy may say elsewhere, and nobody here evaluates.
Failure unsupported(std::string what);

// A string, or a list of strings that is not empty. Policy variables are for nobody to fill in.
Result<std::vector<std::string>> read_texts(json::Value from, std::string_view name);
Result<std::vector<PolicyPrincipal>> read_principals(json::Value from);
Result<std::vector<Condition>> read_conditions(json::Value from);

// That there is such an action, or one that the pattern stands for. `action` as it was written. A
// policy of a repository speaks of nothing but repositories; one of a user may be shared with other
// services, whose actions nobody here knows.
Result<void> check_action(std::string_view action, PolicyKind kind);

}  // namespace berth::auth
