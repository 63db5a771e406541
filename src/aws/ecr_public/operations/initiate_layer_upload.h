// InitiateLayerUpload: starts the upload of a layer.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "aws/ecr_public/operation.h"
#include "aws/ecr_public/structures.h"

namespace berth::aws {

struct InitiateLayerUpload {
  static constexpr std::string_view kName = "InitiateLayerUpload";
  static constexpr Growth kGrowth = Growth::adds;
  static constexpr std::string_view kSummary =
      "Starts the upload of a layer in consecutive parts of `partSize` bytes.";
  static constexpr std::array kErrors{
      ErrorType::server, ErrorType::invalid_parameter, ErrorType::repository_not_found,
      ErrorType::registry_not_found, ErrorType::unsupported_command};

  struct Request {
    std::optional<std::string> registry_id;
    std::string repository_name;

    static constexpr auto members() {
      using Self = Request;
      return std::tuple(
          optional("registryId", &Self::registry_id, shapes::registry_id_or_alias),
          required("repositoryName", &Self::repository_name, shapes::repository_name));
    }
  };

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
