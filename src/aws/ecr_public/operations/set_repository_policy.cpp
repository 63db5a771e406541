#include "aws/ecr_public/operations/set_repository_policy.h"

#include "aws/ecr_public/access.h"
#include "aws/ecr_public/messages.h"
#include "json/pretty.h"
#include "json/reader.h"

namespace berth::aws {
namespace {

// "would prevent the principal that is making the request from making a subsequent
// SetRepositoryPolicy request" (the API reference on `force`).
Outcome<void> refuse_lock_out(const Context& context, const Repository& repository,
                              const auth::Policy& policy) {
  auto allowed = context.services.authorizer.authorize_under(
      context.reads, policy, context.caller, context.circumstances, context.operation,
      auth::repository_target(repository));
  if (allowed) return {};
  return invalid_parameter("PolicyText", messages::kWouldLockOut);
}

// Reformats the text as the real service does; its members stay in order. A policy that would
// become too long that way stays unchanged, so that anyone who reads it can set it again.
std::string lay_out(const std::string& policy_text) {
  const auto document = json::parse(policy_text);
  std::string text = json::pretty_print(document.value().root());
  return text.size() > auth::kMaxPolicyBytes ? policy_text : text;
}

}  // namespace

Outcome<SetRepositoryPolicy::Response> SetRepositoryPolicy::run(const Context& context,
                                                                const Request& request) {
  const auto repository = admit_to_repository(context, request);
  if (!repository) return failure_of(repository);
  const auto read =
      context.services.authorizer.read_repository_policy(context.reads, request.policy_text);
  if (!read) return failure_of(read);
  if (!request.force.value_or(false)) {
    auto checked = refuse_lock_out(context, *repository, read->policy);
    if (!checked) return failure_of(checked);
  }
  RepositoryPolicy policy{.text = lay_out(request.policy_text), .users = read->users};
  auto put = context.services.metadata.put_repository_policy(*repository, policy, context.author());
  if (!put) return failure_of(put);
  return describe_policy(*repository, std::move(policy.text));
}

}  // namespace berth::aws
