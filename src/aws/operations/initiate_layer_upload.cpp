#include "aws/operations/initiate_layer_upload.h"

#include "aws/access.h"
#include "registry/uploads.h"

namespace berth::aws {

Result<InitiateLayerUpload::Response> InitiateLayerUpload::run(const Context& context,
                                                               const Request& request) {
  const auto repository = admit_to_repository(context, request.registry_id, request.repository_name,
                                              RegistryReference::id_or_alias);
  if (!repository) return failure_of(repository);
  const plane::Services& services = context.services;
  return Response{.upload_id = start_upload(services.blobs, services.entropy, *repository),
                  .part_size = kLayerPartBytes};
}

}  // namespace berth::aws
