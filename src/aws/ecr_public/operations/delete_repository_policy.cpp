#include "aws/ecr_public/operations/delete_repository_policy.h"

#include "aws/ecr_public/access.h"

namespace berth::aws {

Result<DeleteRepositoryPolicy::Response> DeleteRepositoryPolicy::run(const Context& context,
                                                                     const Request& request) {
  const auto repository =
      admit_to_repository(context, request.registry_id, request.repository_name);
  if (!repository) return failure_of(repository);
  auto text = context.services.metadata.delete_repository_policy(*repository);
  if (!text) return failure_of(text);
  return describe_policy(*repository, *std::move(text));
}

}  // namespace berth::aws
