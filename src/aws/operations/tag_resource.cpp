#include "aws/operations/tag_resource.h"

#include "aws/access.h"

namespace berth::aws {

Result<TagResource::Response> TagResource::run(const Context& context, const Request& request) {
  const auto tags = read_resource_tags(request.tags);
  if (!tags) return std::unexpected(tags.error());
  const auto repository = admit_to_resource(context, request.resource_arn, *tags);
  if (!repository) return std::unexpected(repository.error());
  auto put = context.services.metadata.put_resource_tags(*repository, *tags);
  if (!put) return fail(std::move(put.error()));
  return Response();
}

}  // namespace berth::aws
