#include "aws/ecr_public/operations/tag_resource.h"

#include "aws/ecr_public/access.h"

namespace berth::aws {

Outcome<TagResource::Response> TagResource::run(const Context& context, const Request& request) {
  const auto tags = read_resource_tags(request.tags);
  if (!tags) return failure_of(tags);
  const auto repository = admit_to_resource(context, request.resource_arn, *tags);
  if (!repository) return failure_of(repository);
  auto put = context.services.metadata.put_resource_tags(*repository, *tags, context.author());
  if (!put) return failure_of(put);
  return Response();
}

}  // namespace berth::aws
