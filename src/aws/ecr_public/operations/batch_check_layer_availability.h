// BatchCheckLayerAvailability: which of some layers a repository holds.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "aws/ecr_public/operation.h"
#include "aws/ecr_public/repository_request.h"
#include "aws/ecr_public/structures.h"

namespace berth::aws {

struct BatchCheckLayerAvailability {
  static constexpr std::string_view kName = "BatchCheckLayerAvailability";
  static constexpr std::string_view kSummary =
      "Which of some layers the repository holds. `mediaType` is the one by which an image of "
      "the repository speaks of the layer, absent while none does. What is no digest is in "
      "`failures`.";
  static constexpr std::array kErrors{
      exceptions::repository_not_found, exceptions::invalid_parameter, exceptions::server,
      exceptions::registry_not_found, exceptions::unsupported_command};

  struct Layer {
    std::string layer_digest;
    std::string_view layer_availability;
    std::optional<std::uint64_t> layer_size;
    std::optional<std::string> media_type;

    static constexpr auto members() {
      using Self = Layer;
      return std::tuple(
          optional("layerDigest", &Self::layer_digest, shapes::layer_digest),
          optional("layerAvailability", &Self::layer_availability, shapes::layer_availability),
          optional("layerSize", &Self::layer_size, shapes::layer_size_in_bytes),
          optional("mediaType", &Self::media_type, shapes::media_type));
    }
  };

  struct LayerFailure {
    std::string layer_digest;
    std::string_view failure_code;
    std::string failure_reason;

    static constexpr auto members() {
      using Self = LayerFailure;
      return std::tuple(
          optional("layerDigest", &Self::layer_digest, shapes::batched_operation_layer_digest),
          optional("failureCode", &Self::failure_code, shapes::layer_failure_code),
          optional("failureReason", &Self::failure_reason, shapes::layer_failure_reason));
    }
  };

  struct Request : RepositoryRequest<RegistryReference::id_or_alias> {
    std::vector<std::string> layer_digests;

    static constexpr auto members() {
      using Self = Request;
      return and_members(required("layerDigests", &Self::layer_digests,
                                  shapes::batched_operation_layer_digest_list));
    }
  };

  struct Response {
    std::vector<Layer> layers;
    std::vector<LayerFailure> failures;

    static constexpr auto members() {
      using Self = Response;
      return std::tuple(optional("layers", &Self::layers, shapes::layer_list),
                        optional("failures", &Self::failures, shapes::layer_failure_list));
    }
  };

  static Outcome<Response> run(const Context& context, const Request& request);
};

}  // namespace berth::aws
