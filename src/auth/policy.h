// Policies in the language of IAM: who may do what with which repository.
// docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
//
// Of the language: Version, Id, Statement; Sid, Effect, Principal, NotPrincipal, Action, NotAction,
// Resource, NotResource, Condition with the operators of condition.h over the keys of
// condition_keys.h. What is not among these is refused when the policy is read: a statement that
// nobody evaluates as its author meant it would be a hole. So is an action that does not exist, and
// an ARN that is of nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "auth/condition.h"
#include "auth/policy_users.h"
#include "base/result.h"
#include "registry/values/model.h"

namespace berth::auth {

// Of an identity policy: as many bytes as a repository policy may have characters (shape
// RepositoryPolicyText), which the AWS plane checks.
inline constexpr std::size_t kMaxPolicyBytes = 10'240;

enum class PolicyKind : std::uint8_t {
  identity,  // of a user: has resources, no principals
  resource,  // of a repository: has principals, no resources
};

// Where the text of a policy comes from.
enum class PolicySource : std::uint8_t {
  author,  // who sets it: refused for all that is wrong with it
  store,   // taken when less was refused: as narrow as it can be read
};

// Whom a resource policy speaks of.
struct PolicyPrincipal {
  std::optional<RegistryId> account;  // nullopt: everyone
  std::string user_name;              // empty: the whole account
  UserId user_id = {};                // whom the name means; see bind()
};

// What somebody wants to do.
struct AccessRequest {
  const Principal& caller;
  std::string_view action;    // "ecr-public:PutImage"
  std::string_view resource;  // an ARN
  const ConditionValues& condition_values;
};

enum class Verdict : std::uint8_t { none, allow, deny };

// Immutable: any thread may call.
class Policy {
 public:
  // invalid_parameter if it is no policy by IAM's grammar; unsupported if it may be one, but says
  // what is not evaluated. Both with the reason. Size is the caller's to bound.
  static Result<Policy> parse(std::string_view text, PolicyKind kind,
                              PolicySource source = PolicySource::author);

  // What the policy says of a request. An account that a resource policy names as a whole gets what
  // its own identity policies give on: said of the resource's own account (`owner`), an Allow of
  // that kind gives nothing.
  [[nodiscard]] Verdict evaluate(const AccessRequest& request, const RegistryId& owner) const;
  // Everyone the policy names, to be checked for existence.
  [[nodiscard]] std::vector<PolicyPrincipal> principals() const;
  // Says whom the names of users in it mean. Until then, and without, they mean nobody.
  void bind(const PolicyUsers& users);

 private:
  enum class Effect : std::uint8_t { allow, deny };
  enum class Match : std::uint8_t { listed, not_listed };  // Action or NotAction, and so on

  struct Statement {
    Effect effect = Effect::deny;
    Match principals_match = Match::listed;
    std::vector<PolicyPrincipal> principals;
    Match actions_match = Match::listed;
    std::vector<std::string> actions;
    Match resources_match = Match::listed;
    std::vector<std::string> resources;
    std::vector<Condition> conditions;
  };
  class Reader;

  Policy() = default;
  [[nodiscard]] bool applies(const Statement& statement, const AccessRequest& request,
                             const RegistryId& owner) const;
  [[nodiscard]] bool names_caller(const Statement& statement, const Principal& caller,
                                  const RegistryId& owner) const;

  PolicyKind kind_ = PolicyKind::identity;
  std::vector<Statement> statements_;
};

}  // namespace berth::auth
