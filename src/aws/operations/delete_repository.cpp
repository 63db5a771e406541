#include "aws/operations/delete_repository.h"

#include "aws/access.h"
#include "aws/addresses.h"

namespace berth::aws {

Result<DeleteRepository::Response> DeleteRepository::run(const Context& context,
                                                         const Request& request) {
  const Result<Repository> found =
      find_repository(context, request.registry_id, request.repository_name);
  if (!found) return std::unexpected(found.error());
  const auto content = request.force.value_or(false) ? RepositoryContent::is_deleted_too
                                                     : RepositoryContent::must_be_empty;
  const Result<Repository> deleted =
      context.metadata.delete_repository(found->registry, found->name, content);
  if (!deleted) return std::unexpected(deleted.error());
  return Response{.repository = describe(*deleted, context.host)};
}

}  // namespace berth::aws
