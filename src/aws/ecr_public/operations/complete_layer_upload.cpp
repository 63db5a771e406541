#include "aws/ecr_public/operations/complete_layer_upload.h"

#include "aws/ecr_public/access.h"
#include "registry/use_cases/uploads.h"

namespace berth::aws {

Outcome<CompleteLayerUpload::Response> CompleteLayerUpload::run(const Context& context,
                                                                const Request& request) {
  const auto repository = admit_to_repository(context, request);
  if (!repository) return failure_of(repository);
  std::vector<Digest> digests;
  for (const std::string& text : request.layer_digests) {
    // A digest with another algorithm is not the layer's digest.
    if (auto digest = Digest::parse(text)) digests.push_back(*std::move(digest));
  }
  const plane::Services& services = context.services;
  const auto blob =
      complete_upload_in_parts(services.for_uploads(), *repository, request.upload_id, digests);
  if (!blob) return failure_of(blob);
  return Response{.registry_id = repository->registry.text(),
                  .repository_name = repository->name.text(),
                  .upload_id = request.upload_id,
                  .layer_digest = blob->digest.text()};
}

}  // namespace berth::aws
