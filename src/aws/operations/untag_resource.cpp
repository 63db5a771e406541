#include "aws/operations/untag_resource.h"

#include "aws/access.h"

namespace berth::aws {

Result<UntagResource::Response> UntagResource::run(const Context& context, const Request& request) {
  if (auto checked = check_resource_tag_keys(request.tag_keys); !checked) {
    return fail(std::move(checked.error()));
  }
  const auto repository = admit_to_resource(context, request.resource_arn, {}, request.tag_keys);
  if (!repository) return std::unexpected(repository.error());
  auto deleted = context.services.metadata.delete_resource_tags(*repository, request.tag_keys);
  if (!deleted) return fail(std::move(deleted.error()));
  return Response();
}

}  // namespace berth::aws
