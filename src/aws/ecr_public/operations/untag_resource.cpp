#include "aws/ecr_public/operations/untag_resource.h"

#include "aws/ecr_public/access.h"

namespace berth::aws {

Outcome<UntagResource::Response> UntagResource::run(const Context& context,
                                                    const Request& request) {
  if (auto checked = check_resource_tag_keys(request.tag_keys); !checked) {
    return failure_of(checked);
  }
  const auto repository = admit_to_resource(context, request.resource_arn, {}, request.tag_keys);
  if (!repository) return failure_of(repository);
  auto deleted = context.services.metadata.delete_resource_tags(*repository, request.tag_keys,
                                                                context.author());
  if (!deleted) return failure_of(deleted);
  return Response();
}

}  // namespace berth::aws
