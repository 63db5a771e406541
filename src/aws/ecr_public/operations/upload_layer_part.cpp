#include "aws/ecr_public/operations/upload_layer_part.h"

#include "aws/ecr_public/access.h"
#include "registry/use_cases/uploads.h"

namespace berth::aws {

Outcome<UploadLayerPart::Response> UploadLayerPart::run(const Context& context,
                                                        const Request& request) {
  const auto repository = admit_to_repository(context, request);
  if (!repository) return failure_of(repository);
  const plane::Services& services = context.services;
  // The decoder has checked that neither is negative.
  const LayerPart part{.first_byte = static_cast<std::uint64_t>(request.part_first_byte),
                       .last_byte = static_cast<std::uint64_t>(request.part_last_byte),
                       .bytes = std::as_bytes(std::span(request.layer_part_blob))};
  const auto received_bytes =
      upload_part(services.for_uploads(), *repository, request.upload_id, part);
  if (!received_bytes) return failure_of(received_bytes);
  return Response{.registry_id = repository->registry.text(),
                  .repository_name = repository->name.text(),
                  .upload_id = request.upload_id,
                  .last_byte_received = *received_bytes - 1};
}

}  // namespace berth::aws
