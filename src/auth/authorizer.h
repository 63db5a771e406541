// Who may do what. Every answer comes from the policies that are stored now, so a changed policy
// counts from the next request on.
//
// Within an account, the identity policies of the user or the policy of the repository must allow a
// request; across accounts, both must. A denial by either of them wins.
// docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "auth/policy.h"
#include "auth/trust.h"
#include "base/clock.h"
#include "base/ip_address.h"
#include "cache/bounded_cache.h"
#include "http/message.h"
#include "registry/ports/reader.h"

namespace berth::auth {

// Room for parsed policies, for each kind: a hundred of the longest.
inline constexpr std::size_t kMaxReadPolicyBytes = std::size_t{4} << 20U;

// What a request is about.
struct Target {
  RegistryId owner;
  std::string arn;
  const Repository* repository = nullptr;          // null: there is none (yet)
  std::vector<ResourceTag> request_tags = {};      // that the request would set
  std::vector<std::string> request_tag_keys = {};  // that the request would remove
};

// A registry as a whole, a repository by its name, a repository that was found.
Target registry_target(const RegistryId& registry);
Target repository_target(const RegistryId& registry, std::string_view repository_name);
Target repository_target(const Repository& repository);

// How a request came, as far as conditions may ask. For one request; one thread at a time.
struct Circumstances {
  IpAddress client_address = {};
  http::Scheme scheme = http::Scheme::http;  // as http::proven_scheme()
  // Whether a decision depended on any of this, or on the time. If so, the same request of the same
  // caller may be decided differently next time. Set by Authorizer.
  mutable bool decided = false;
};
Circumstances circumstances_of(const http::RequestHead& head);

// Any thread may call.
class Authorizer {
 public:
  Authorizer(const Clock& clock, Trust trust) : clock_(clock), trust_(trust) {}

  // `operation`: of ecr-public, "PutImage". access_denied.
  [[nodiscard]] Result<void> authorize(Reads& reads, const Principal& caller,
                                       const Circumstances& circumstances,
                                       std::string_view operation, const Target& target) const;
  // As if the repository had this policy instead of its own.
  [[nodiscard]] Result<void> authorize_under(Reads& reads, const Policy& policy,
                                             const Principal& caller,
                                             const Circumstances& circumstances,
                                             std::string_view operation,
                                             const Target& target) const;

  struct ReadPolicy {
    Policy policy;
    std::string users;  // as RepositoryPolicy::users
  };
  // Reads a repository policy and looks up the principals it names: unknown_principal if one of
  // them does not exist.
  [[nodiscard]] PolicyResult<ReadPolicy> read_repository_policy(Reads& reads,
                                                                std::string_view text) const;

 private:
  [[nodiscard]] Verdict identity_verdict(Reads& reads, const AccessRequest& request,
                                         const RegistryId& owner) const;
  [[nodiscard]] Result<void> decide(Reads& reads, const Policy* policy, const Principal& caller,
                                    const Circumstances& circumstances, std::string_view operation,
                                    const Target& target) const;
  // The request's values of a condition key; empty: it has none.
  [[nodiscard]] std::vector<std::string> values_of(Reads& reads, std::string_view key,
                                                   const Principal& caller,
                                                   const Circumstances& circumstances,
                                                   const Target& target) const;

  // Keyed by their text. Every request needs some, and parsing one takes longer than finding it.
  using ReadPolicies = BoundedCache<Policy>;

  const Clock& clock_;
  Trust trust_;
  mutable ReadPolicies identity_policies_{kMaxReadPolicyBytes};
  mutable ReadPolicies resource_policies_{kMaxReadPolicyBytes};
};

}  // namespace berth::auth
