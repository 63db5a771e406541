// Policies in the language of IAM: who may do what with which repository.
// docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
//
// Supported are Version, Id, Statement; Sid, Effect, Principal, NotPrincipal, Action, NotAction,
// Resource, NotResource, Condition with the operators of condition.h over the keys of
// condition_keys.h. Anything else is refused when the policy is read: a statement that is not
// evaluated as its author meant it would be a hole. So are actions that do not exist, and ARNs that
// cannot name anything.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "auth/condition.h"
#include "auth/policy_users.h"
#include "registry/values/model.h"

namespace berth::auth {

// The limit of an identity policy: as many bytes as a repository policy may have characters (shape
// RepositoryPolicyText, which the AWS plane checks).
inline constexpr std::size_t kMaxPolicyBytes = 10'240;

enum class PolicyKind : std::uint8_t {
  identity,  // of a user: has resources, no principals
  resource,  // of a repository: has principals, no resources
};

// Where the text of a policy comes from.
enum class PolicySource : std::uint8_t {
  author,  // the caller who sets it: refused for anything that is wrong with it
  store,   // stored when less was refused: read as narrowly as possible
};

enum class PolicyFault : std::uint8_t {
  invalid,            // not a policy by IAM's grammar
  unsupported,        // may be one, but uses something that Berth does not evaluate
  unknown_principal,  // names an account or user that does not exist
};
struct PolicyError {
  PolicyFault fault = PolicyFault::invalid;
  std::string reason;  // for the author of the policy: "Id must be a string"
  bool operator==(const PolicyError&) const = default;
};
template <typename T>
using PolicyResult = std::expected<T, PolicyError>;

// A principal that a resource policy names.
struct PolicyPrincipal {
  std::optional<RegistryId> account;  // nullopt: everyone
  std::string user_name;              // empty: the whole account
  UserId user_id = {};                // whom the name means; see bind()
};

// What a caller wants to do.
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
  // Errors: invalid, unsupported. The caller bounds the size.
  static PolicyResult<Policy> parse(std::string_view text, PolicyKind kind,
                                    PolicySource source = PolicySource::author);

  // What the policy says about a request. A resource policy that names a whole account leaves it to
  // that account's identity policies to pass the permission on. So an Allow for the whole account
  // that owns the resource (`owner`) gives nothing.
  [[nodiscard]] Verdict evaluate(const AccessRequest& request, const RegistryId& owner) const;
  // Everyone the policy names, to be checked for existence.
  [[nodiscard]] std::vector<PolicyPrincipal> principals() const;
  // Says which users its names mean. Until then, and for names not bound, they mean nobody.
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
