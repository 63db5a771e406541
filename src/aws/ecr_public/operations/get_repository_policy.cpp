#include "aws/ecr_public/operations/get_repository_policy.h"

#include "auth/policy_users.h"
#include "aws/ecr_public/access.h"

namespace berth::aws {

Outcome<GetRepositoryPolicy::Response> GetRepositoryPolicy::run(const Context& context,
                                                                const Request& request) {
  const auto repository = admit_to_repository(context, request);
  if (!repository) return failure_of(repository);
  const auto policy = context.reads.metadata().find_repository_policy(repository->key);
  if (!policy) {
    return fail({.code = ErrorCode::repository_policy_not_found,
                 .registry = repository->registry.text(),
                 .repository = repository->name.text()});
  }
  return describe_policy(*repository, auth::shown_text(context.reads.accounts(), *policy));
}

}  // namespace berth::aws
