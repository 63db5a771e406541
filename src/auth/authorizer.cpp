#include "auth/authorizer.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "auth/managed_policies.h"
#include "base/ascii.h"
#include "registry/values/arn.h"

namespace berth::auth {
namespace {

constexpr std::string_view kService = "ecr-public:";

// A parsed policy takes about this many times the bytes of its text.
constexpr std::size_t kReadPolicyFactor = 4;

// `users`: the users that a repository's policy names.
std::shared_ptr<const Policy> read_stored(BoundedCache<Policy>& known, std::string_view text,
                                          PolicyKind kind, std::string_view users = {}) {
  std::string with_users;
  if (!users.empty()) with_users = std::string(users).append(1, '\n').append(text);
  const std::string_view key = users.empty() ? text : with_users;
  if (auto policy = known.find(key)) return policy;
  auto read = Policy::parse(text, kind, PolicySource::store);
  // Every policy was read once before it was stored.
  if (!read) throw std::runtime_error("a stored policy is invalid: " + read.error().reason);
  read->bind(PolicyUsers::read(users));
  auto policy = std::make_shared<const Policy>(*std::move(read));
  known.put(std::string(key), policy, kReadPolicyFactor * key.size());
  return policy;
}

// "aws:ResourceTag/team" is about the tag with key "team".
std::string_view tag_key_of(std::string_view condition_key) {
  return condition_key.substr(condition_key.find('/') + 1);
}

std::vector<std::string> value_of(const std::vector<ResourceTag>& tags, std::string_view key) {
  // "Key names are not case-sensitive": of several that differ only in case, one counts. Here it is
  // the one with the same spelling, if it exists.
  auto found = std::ranges::find(tags, key, &ResourceTag::key);
  if (found == tags.end()) {
    found = std::ranges::find_if(
        tags, [key](const ResourceTag& tag) { return equal_ignoring_case(tag.key, key); });
  }
  if (found == tags.end()) return {};
  return {found->value};
}

std::vector<std::string> keys_of(const Target& target) {
  std::vector<std::string> keys = target.request_tag_keys;
  for (const ResourceTag& tag : target.request_tags) keys.push_back(tag.key);
  return keys;
}

// Whether its value may differ in the next request of the same caller.
bool is_of_moment(ConditionKey key) {
  return key == ConditionKey::current_time || key == ConditionKey::epoch_time ||
         key == ConditionKey::secure_transport || key == ConditionKey::source_ip;
}

std::int64_t seconds_since_epoch(Timestamp time) {
  return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
}

Failure deny(const Principal& caller, std::string_view action, const Target& target,
             DenialReason reason) {
  return fail({.code = ErrorCode::access_denied,
               .facts = Denial{.user = user_arn(caller.registry, caller.user_name),
                               .action = std::string(action),
                               .resource = target.arn,
                               .reason = reason}});
}

std::unexpected<PolicyError> unknown_principal(const std::string& name) {
  return std::unexpected(
      PolicyError{.fault = PolicyFault::unknown_principal, .reason = name + " does not exist"});
}

}  // namespace

Circumstances circumstances_of(const http::RequestHead& head) {
  return {.client_address = head.client_address, .scheme = http::proven_scheme(head)};
}

Target registry_target(const RegistryId& registry) {
  return {.owner = registry, .arn = registry_arn(registry)};
}

Target repository_target(const RegistryId& registry, std::string_view repository_name) {
  return {.owner = registry, .arn = repository_arn(registry, repository_name)};
}

Target repository_target(const Repository& repository) {
  return {.owner = repository.registry,
          .arn = repository_arn(repository.registry, repository.name.text()),
          .repository = &repository};
}

Verdict Authorizer::identity_verdict(Reads& reads, const AccessRequest& request,
                                     const RegistryId& owner) const {
  Verdict verdict = Verdict::none;
  const auto policies =
      reads.accounts().list_user_policies(request.caller.registry, request.caller.user_name);
  for (const UserPolicy& stored : policies) {
    std::string_view document = stored.document;
    if (const ManagedPolicy* managed = find_managed_policy(stored.name);
        document.empty() && managed != nullptr) {
      document = managed->document;
    }
    const auto policy = read_stored(identity_policies_, document, PolicyKind::identity);
    const Verdict own = policy->evaluate(request, owner);
    if (own == Verdict::deny) return own;
    if (own == Verdict::allow) verdict = own;
  }
  return verdict;
}

std::vector<std::string> Authorizer::values_of(Reads& reads, std::string_view key,
                                               const Principal& caller,
                                               const Circumstances& circumstances,
                                               const Target& target) const {
  const auto kind = find_condition_key(key);
  if (!kind) return {};
  if (is_of_moment(*kind)) circumstances.decided = true;
  switch (*kind) {
    case ConditionKey::current_time:
      return {format_rfc3339(std::chrono::floor<std::chrono::seconds>(clock_.now()))};
    case ConditionKey::epoch_time:
      return {std::to_string(seconds_since_epoch(clock_.now()))};
    case ConditionKey::principal_account:
      return {caller.registry.text()};
    case ConditionKey::principal_arn:
      return {user_arn(caller.registry, caller.user_name)};
    case ConditionKey::request_tag:
      return value_of(target.request_tags, tag_key_of(key));
    case ConditionKey::resource_tag:
      if (target.repository == nullptr) return {};
      return value_of(reads.metadata().list_resource_tags(target.repository->key), tag_key_of(key));
    case ConditionKey::secure_transport:
      return {circumstances.scheme == http::Scheme::https ? "true" : "false"};
    case ConditionKey::source_ip:
      return {circumstances.client_address.text()};
    case ConditionKey::tag_keys:
      return keys_of(target);
    case ConditionKey::username:
      return {caller.user_name};
  }
  std::unreachable();
}

Result<void> Authorizer::decide(Reads& reads, const Policy* policy, const Principal& caller,
                                const Circumstances& circumstances, std::string_view operation,
                                const Target& target) const {
  const ConditionValues values = [&](std::string_view key) {
    return values_of(reads, key, caller, circumstances, target);
  };
  const std::string action = std::string(kService).append(operation);
  const AccessRequest request{
      .caller = caller, .action = action, .resource = target.arn, .condition_values = values};

  const Verdict identity = identity_verdict(reads, request, target.owner);
  if (identity == Verdict::deny) {
    return deny(caller, action, target, DenialReason::identity_policy_denies);
  }
  const Verdict resource =
      policy != nullptr ? policy->evaluate(request, target.owner) : Verdict::none;
  if (resource == Verdict::deny) {
    return deny(caller, action, target, DenialReason::resource_policy_denies);
  }
  const bool is_own = caller.registry == target.owner;
  if (identity != Verdict::allow && (!is_own || resource != Verdict::allow)) {
    return deny(caller, action, target, DenialReason::no_identity_policy_allows);
  }
  if (!is_own && resource != Verdict::allow) {
    return deny(caller, action, target, DenialReason::no_resource_policy_allows);
  }
  return {};
}

Result<void> Authorizer::authorize(Reads& reads, const Principal& caller,
                                   const Circumstances& circumstances, std::string_view operation,
                                   const Target& target) const {
  if (trust_ == Trust::everyone) return {};
  std::optional<RepositoryPolicy> stored;
  if (target.repository != nullptr) {
    stored = reads.metadata().find_repository_policy(target.repository->key);
  }
  if (!stored) return decide(reads, nullptr, caller, circumstances, operation, target);
  const auto policy =
      read_stored(resource_policies_, stored->text, PolicyKind::resource, stored->users);
  return decide(reads, policy.get(), caller, circumstances, operation, target);
}

Result<void> Authorizer::authorize_under(Reads& reads, const Policy& policy,
                                         const Principal& caller,
                                         const Circumstances& circumstances,
                                         std::string_view operation, const Target& target) const {
  if (trust_ == Trust::everyone) return {};
  return decide(reads, &policy, caller, circumstances, operation, target);
}

PolicyResult<Authorizer::ReadPolicy> Authorizer::read_repository_policy(
    Reads& reads, std::string_view text) const {
  auto policy = Policy::parse(text, PolicyKind::resource);
  if (!policy) return failure_of(policy);
  // In the emulator, principals need not exist, and mean nobody.
  if (trust_ == Trust::everyone) return ReadPolicy{.policy = *std::move(policy), .users = {}};
  PolicyUsers users;
  for (const PolicyPrincipal& principal : policy->principals()) {
    if (!principal.account) continue;
    if (principal.user_name.empty()) {
      if (!reads.accounts().find_registry(*principal.account)) {
        return unknown_principal("account " + principal.account->text());
      }
      continue;
    }
    const auto user = reads.accounts().find_user(*principal.account, principal.user_name);
    if (!user) return unknown_principal(user_arn(*principal.account, principal.user_name));
    users.add(user_arn(user->registry, user->name), user->id);
  }
  policy->bind(users);
  return ReadPolicy{.policy = *std::move(policy), .users = users.json()};
}

}  // namespace berth::auth
