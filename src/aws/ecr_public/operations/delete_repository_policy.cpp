#include "aws/ecr_public/operations/delete_repository_policy.h"

#include "auth/policy_users.h"
#include "aws/ecr_public/access.h"

namespace berth::aws {

Outcome<DeleteRepositoryPolicy::Response> DeleteRepositoryPolicy::run(const Context& context,
                                                                      const Request& request) {
  const auto repository = admit_to_repository(context, request);
  if (!repository) return failure_of(repository);
  const auto policy =
      context.services.metadata.delete_repository_policy(*repository, context.author());
  if (!policy) return failure_of(policy);
  return describe_policy(*repository, auth::shown_text(context.reads.accounts(), *policy));
}

}  // namespace berth::aws
