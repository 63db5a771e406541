// Who may do what. Every answer is made from the stores as they are now, so a policy that changed
// counts from the next request on.
//
// Within an account, the identity policies of the user or the policy of the repository must allow;
// across accounts both must. What either denies is denied.
// docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "auth/policy.h"
#include "auth/trust.h"
#include "base/clock.h"
#include "base/ip_address.h"
#include "base/result.h"
#include "cache/bounded_cache.h"
#include "http/message.h"
#include "registry/ports/account_store.h"
#include "registry/ports/metadata_store.h"

namespace berth::auth {

// What is remembered of policies as they were read, of each kind: a hundred of the longest.
inline constexpr std::size_t kMaxReadPolicyBytes = std::size_t{4} << 20U;

// What a request is about.
struct Target {
  RegistryId owner;
  std::string arn;
  const Repository* repository = nullptr;          // null: there is none (yet)
  std::vector<ResourceTag> request_tags = {};      // that the request would set
  std::vector<std::string> request_tag_keys = {};  // that the request would take away
};

// Of a registry as a whole, of a repository by its name, of one that was found.
Target registry_target(const RegistryId& registry);
Target repository_target(const RegistryId& registry, std::string_view repository_name);
Target repository_target(const Repository& repository);

// How a request came, which conditions may be about. For one request; one thread at a time.
struct Circumstances {
  IpAddress client_address = {};
  http::Scheme scheme = http::Scheme::http;  // as http::proven_scheme()
  // Whether a decision went by any of this, or by the time: then the next request of the same
  // caller, though for the same, may be decided otherwise. Authorizer sets it.
  mutable bool decided = false;
};
Circumstances circumstances_of(const http::RequestHead& head);

// Any thread may call.
class Authorizer {
 public:
  Authorizer(AccountStore& accounts, MetadataStore& metadata, const Clock& clock, Trust trust)
      : accounts_(accounts), metadata_(metadata), clock_(clock), trust_(trust) {}

  // `operation`: of ecr-public, "PutImage". access_denied in the real service's words.
  [[nodiscard]] Result<void> authorize(const Principal& caller, const Circumstances& circumstances,
                                       std::string_view operation, const Target& target) const;
  // As if the repository had this policy instead of its own.
  [[nodiscard]] Result<void> authorize_under(const Policy& policy, const Principal& caller,
                                             const Circumstances& circumstances,
                                             std::string_view operation,
                                             const Target& target) const;

  struct ReadPolicy {
    Policy policy;
    std::string users;  // as RepositoryPolicy::users
  };
  // Reads a repository policy and looks up whom it names. invalid_parameter, in the real service's
  // words where it refuses, too, and with the reason where it does not.
  [[nodiscard]] Result<ReadPolicy> read_repository_policy(std::string_view text) const;

 private:
  [[nodiscard]] Verdict identity_verdict(const AccessRequest& request,
                                         const RegistryId& owner) const;
  [[nodiscard]] Result<void> decide(const Policy* policy, const Principal& caller,
                                    const Circumstances& circumstances, std::string_view operation,
                                    const Target& target) const;
  // What a condition is about; empty: the request has nothing of the kind.
  [[nodiscard]] std::vector<std::string> values_of(std::string_view key, const Principal& caller,
                                                   const Circumstances& circumstances,
                                                   const Target& target) const;

  // By their text. Every request needs some, and reading one takes longer than finding it.
  using ReadPolicies = BoundedCache<Policy>;

  AccountStore& accounts_;
  MetadataStore& metadata_;
  const Clock& clock_;
  Trust trust_;
  mutable ReadPolicies identity_policies_{kMaxReadPolicyBytes};
  mutable ReadPolicies resource_policies_{kMaxReadPolicyBytes};
};

}  // namespace berth::auth
