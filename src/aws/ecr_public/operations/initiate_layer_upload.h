// InitiateLayerUpload: starts the upload of a layer.
#pragma once

#include <array>
#include <string>

#include "aws/ecr_public/operation.h"
#include "aws/ecr_public/repository_request.h"
#include "aws/ecr_public/structures.h"

namespace berth::aws {

struct InitiateLayerUpload {
  static constexpr std::string_view kName = "InitiateLayerUpload";
  static constexpr Growth kGrowth = Growth::adds;
  static constexpr std::string_view kSummary =
      "Starts the upload of a layer in consecutive parts of `partSize` bytes.";
  static constexpr std::array kErrors{
      exceptions::server, exceptions::invalid_parameter, exceptions::repository_not_found,
      exceptions::registry_not_found, exceptions::unsupported_command};

  using Request = RepositoryRequest<RegistryReference::id_or_alias>;

  struct Response {
    std::string upload_id;
    std::uint64_t part_size = 0;

    static constexpr auto members() {
      using Self = Response;
      return std::tuple(optional("uploadId", &Self::upload_id, shapes::upload_id),
                        optional("partSize", &Self::part_size, shapes::part_size));
    }
  };

  static Outcome<Response> run(const Context& context, const Request& request);
};

}  // namespace berth::aws
