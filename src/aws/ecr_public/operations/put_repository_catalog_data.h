// PutRepositoryCatalogData: replaces the catalog data of a repository.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "aws/ecr_public/operation.h"
#include "aws/ecr_public/repository_request.h"
#include "aws/ecr_public/structures.h"

namespace berth::aws {

struct PutRepositoryCatalogData {
  static constexpr std::string_view kName = "PutRepositoryCatalogData";
  static constexpr Growth kGrowth = Growth::adds;
  static constexpr std::string_view kSummary =
      "Replaces what a repository says of itself, logo included: what is not given is not "
      "said any more. A logo is a PNG of 60 to 2048 pixels each way. Architectures and "
      "operating systems may be any text.";
  static constexpr std::array kErrors{exceptions::server, exceptions::invalid_parameter,
                                      exceptions::repository_not_found,
                                      exceptions::unsupported_command};

  struct Request : RepositoryRequest<RegistryReference::id> {
    RepositoryCatalogDataInput catalog_data;

    static constexpr auto members() {
      using Self = Request;
      return and_members(
          required("catalogData", &Self::catalog_data, shapes::repository_catalog_data_input));
    }
  };

  struct Response {
    RepositoryCatalogDataStructure catalog_data;

    static constexpr auto members() {
      using Self = Response;
      return std::tuple(
          optional("catalogData", &Self::catalog_data, shapes::repository_catalog_data));
    }
  };

  static Outcome<Response> run(const Context& context, const Request& request);
};

}  // namespace berth::aws
