#include "aws/ecr_public/operations/batch_check_layer_availability.h"

#include "aws/ecr_public/access.h"
#include "aws/ecr_public/messages.h"
#include "plane/pushers.h"

namespace berth::aws {
namespace {

using Response = BatchCheckLayerAvailability::Response;

void check(const Context& context, const Repository& repository, const std::string& text,
           Response& response) {
  if (text.empty()) {
    response.failures.push_back({.layer_digest = text,
                                 .failure_code = "MissingLayerDigest",
                                 .failure_reason = std::string(messages::kMissingLayerDigest)});
    return;
  }
  if (!patterns::is_layer_digest(text)) {
    response.failures.push_back({.layer_digest = text,
                                 .failure_code = "InvalidLayerDigest",
                                 .failure_reason = messages::invalid_layer_digest()});
    return;
  }
  const plane::Services& services = context.services;
  const auto digest = Digest::parse(text);  // of an algorithm that no layer here has: unavailable
  // A client that pushes asks whether it has to send the layer.
  const bool held = digest && plane::find_blob_for(services, context.reads, context.caller,
                                                   context.circumstances, repository, *digest);
  auto layer =
      held ? context.reads.metadata().find_layer(repository.key, *digest) : std::optional<Layer>();
  if (!layer) {
    response.layers.push_back({.layer_digest = text,
                               .layer_availability = "UNAVAILABLE",
                               .layer_size = std::nullopt,
                               .media_type = std::nullopt});
    return;
  }
  response.layers.push_back({.layer_digest = text,
                             .layer_availability = "AVAILABLE",
                             .layer_size = layer->blob.size_bytes,
                             .media_type = std::nullopt});
  if (!layer->media_type.empty()) {
    response.layers.back().media_type = std::move(layer->media_type);
  }
}

}  // namespace

Outcome<Response> BatchCheckLayerAvailability::run(const Context& context, const Request& request) {
  const auto repository = admit_to_repository(context, request);
  if (!repository) return failure_of(repository);
  Response response;
  for (const std::string& digest : request.layer_digests) {
    check(context, *repository, digest, response);
  }
  return response;
}

}  // namespace berth::aws
