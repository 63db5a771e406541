#include "aws/ecr_public/operations/initiate_layer_upload.h"

#include "aws/ecr_public/access.h"
#include "registry/use_cases/uploads.h"

namespace berth::aws {

Outcome<InitiateLayerUpload::Response> InitiateLayerUpload::run(const Context& context,
                                                                const Request& request) {
  const auto repository = admit_to_repository(context, request);
  if (!repository) return failure_of(repository);
  const plane::Services& services = context.services;
  auto id = start_upload(services.for_uploads(), services.entropy, *repository,
                         context.caller.access_key_id);
  if (!id) return failure_of(id);
  return Response{.upload_id = *std::move(id), .part_size = kLayerPartBytes};
}

}  // namespace berth::aws
