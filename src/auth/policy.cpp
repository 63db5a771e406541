#include "auth/policy.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/wildcards.h"
#include "registry/values/arn.h"

namespace berth::auth {
namespace {

bool matches_action(const std::vector<std::string>& patterns, std::string_view action) {
  return std::ranges::any_of(patterns, [action](const std::string& pattern) {
    return matches_wildcards(pattern, action);
  });
}

}  // namespace

bool Policy::names_caller(const Statement& statement, const Principal& caller,
                          const RegistryId& owner) const {
  const bool is_exemption = statement.principals_match == Match::not_listed;
  // "You must use NotPrincipal with Deny": an Allow stored before that was required gives nothing.
  if (is_exemption && statement.effect == Effect::allow) return false;
  const bool is_listed =
      std::ranges::any_of(statement.principals, [&](const PolicyPrincipal& principal) {
        if (!principal.account) return true;
        if (*principal.account != caller.registry) return false;
        if (!principal.user_name.empty()) {
          return !principal.user_id.is_nobodys() && principal.user_id == caller.user_id;
        }
        // An exempt account does not exempt its users: AWS wants it named beside each of them.
        return !is_exemption && (statement.effect == Effect::deny || caller.registry != owner);
      });
  return is_listed != is_exemption;
}

bool Policy::applies(const Statement& statement, const AccessRequest& request,
                     const RegistryId& owner) const {
  // "Actions are case-insensitive"; the reader has put them into lower case.
  const std::string action = to_lower_case(request.action);
  if (matches_action(statement.actions, action) != (statement.actions_match == Match::listed)) {
    return false;
  }
  if (kind_ == PolicyKind::resource) {
    if (!names_caller(statement, request.caller, owner)) return false;
  } else {
    const bool is_listed = std::ranges::any_of(
        statement.resources,
        [&](const std::string& pattern) { return matches_wildcards(pattern, request.resource); });
    if (is_listed != (statement.resources_match == Match::listed)) return false;
  }
  return std::ranges::all_of(statement.conditions, [&](const Condition& condition) {
    return is_met(condition, request.condition_values);
  });
}

Verdict Policy::evaluate(const AccessRequest& request, const RegistryId& owner) const {
  Verdict verdict = Verdict::none;
  for (const Statement& statement : statements_) {
    if (!applies(statement, request, owner)) continue;
    if (statement.effect == Effect::deny) return Verdict::deny;
    verdict = Verdict::allow;
  }
  return verdict;
}

void Policy::bind(const PolicyUsers& users) {
  for (Statement& statement : statements_) {
    for (PolicyPrincipal& principal : statement.principals) {
      if (!principal.account || principal.user_name.empty()) continue;
      principal.user_id = users.find(user_arn(*principal.account, principal.user_name));
    }
  }
}

std::vector<PolicyPrincipal> Policy::principals() const {
  std::vector<PolicyPrincipal> all;
  for (const Statement& statement : statements_) {
    all.insert(all.end(), statement.principals.begin(), statement.principals.end());
  }
  return all;
}

}  // namespace berth::auth
