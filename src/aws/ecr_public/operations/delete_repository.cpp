#include "aws/ecr_public/operations/delete_repository.h"

#include "aws/ecr_public/access.h"

namespace berth::aws {

Outcome<DeleteRepository::Response> DeleteRepository::run(const Context& context,
                                                          const Request& request) {
  const Result<Repository> found = admit_to_repository(context, request);
  if (!found) return failure_of(found);
  const auto content = request.force.value_or(false) ? RepositoryContent::is_deleted_too
                                                     : RepositoryContent::must_be_empty;
  const Result<void> deleted =
      context.services.metadata.delete_repository(*found, content, context.author());
  if (!deleted) return failure_of(deleted);
  return Response{.repository = describe(context, *found)};
}

}  // namespace berth::aws
