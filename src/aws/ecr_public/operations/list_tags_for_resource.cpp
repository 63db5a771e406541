#include "aws/ecr_public/operations/list_tags_for_resource.h"

#include "aws/ecr_public/access.h"

namespace berth::aws {

Outcome<ListTagsForResource::Response> ListTagsForResource::run(const Context& context,
                                                                const Request& request) {
  const auto repository = admit_to_resource(context, request.resource_arn);
  if (!repository) return failure_of(repository);
  Response response;
  for (ResourceTag& tag : context.reads.metadata().list_resource_tags(repository->key)) {
    response.tags.push_back({.key = std::move(tag.key), .value = std::move(tag.value)});
  }
  return response;
}

}  // namespace berth::aws
