// GetRepositoryCatalogData: the catalog data of a repository.
#pragma once

#include <array>

#include "aws/ecr_public/operation.h"
#include "aws/ecr_public/repository_request.h"
#include "aws/ecr_public/structures.h"

namespace berth::aws {

struct GetRepositoryCatalogData {
  static constexpr std::string_view kName = "GetRepositoryCatalogData";
  static constexpr std::string_view kSummary =
      "What a repository says of itself; `catalogData` is empty if it says nothing. The logo "
      "is not in it but served at `logoUrl`.";
  static constexpr std::array kErrors{exceptions::server, exceptions::invalid_parameter,
                                      exceptions::repository_catalog_data_not_found,
                                      exceptions::repository_not_found,
                                      exceptions::unsupported_command};

  using Request = RepositoryRequest<RegistryReference::id>;

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
