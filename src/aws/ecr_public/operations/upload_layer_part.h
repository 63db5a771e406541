// UploadLayerPart: the next part of a layer.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "aws/ecr_public/operation.h"
#include "aws/ecr_public/repository_request.h"
#include "aws/ecr_public/structures.h"

namespace berth::aws {

struct UploadLayerPart {
  static constexpr std::string_view kName = "UploadLayerPart";
  static constexpr Growth kGrowth = Growth::adds;
  static constexpr RequestSize kRequestSize = RequestSize::large;
  static constexpr std::string_view kSummary =
      "The next part of a layer, at most 20 MiB. It has to begin where the part before it "
      "ended; where that was is `lastValidByteReceived` of InvalidLayerPartException.";
  static constexpr std::array kErrors{exceptions::server,
                                      exceptions::invalid_parameter,
                                      exceptions::invalid_layer_part,
                                      exceptions::repository_not_found,
                                      exceptions::upload_not_found,
                                      exceptions::limit_exceeded,
                                      exceptions::registry_not_found,
                                      exceptions::unsupported_command};

  struct Request : RepositoryRequest<RegistryReference::id_or_alias> {
    std::string upload_id;
    std::int64_t part_first_byte = 0;
    std::int64_t part_last_byte = 0;
    std::string layer_part_blob;

    static constexpr auto members() {
      using Self = Request;
      return and_members(
          required("uploadId", &Self::upload_id, shapes::upload_id),
          required("partFirstByte", &Self::part_first_byte, shapes::part_size),
          required("partLastByte", &Self::part_last_byte, shapes::part_size),
          required("layerPartBlob", &Self::layer_part_blob, shapes::layer_part_blob));
    }
  };

  struct Response {
    std::string registry_id;
    std::string repository_name;
    std::string upload_id;
    std::uint64_t last_byte_received = 0;

    static constexpr auto members() {
      using Self = Response;
      return std::tuple(optional("registryId", &Self::registry_id, shapes::registry_id),
                        optional("repositoryName", &Self::repository_name, shapes::repository_name),
                        optional("uploadId", &Self::upload_id, shapes::upload_id),
                        optional("lastByteReceived", &Self::last_byte_received, shapes::part_size));
    }
  };

  static Outcome<Response> run(const Context& context, const Request& request);
};

}  // namespace berth::aws
