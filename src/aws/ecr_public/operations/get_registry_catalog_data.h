// GetRegistryCatalogData: the catalog data of the caller's registry.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "aws/ecr_public/operation.h"
#include "aws/ecr_public/structures.h"

namespace berth::aws {

struct GetRegistryCatalogData {
  static constexpr std::string_view kName = "GetRegistryCatalogData";
  static constexpr std::string_view kSummary =
      "The display name of the caller's registry; `registryCatalogData` is there without it, "
      "too.";
  static constexpr std::array kErrors{exceptions::server, exceptions::unsupported_command};

  using Request = Empty;

  struct Response {
    RegistryCatalogDataStructure registry_catalog_data;

    static constexpr auto members() {
      using Self = Response;
      return std::tuple(required("registryCatalogData", &Self::registry_catalog_data,
                                 shapes::registry_catalog_data));
    }
  };

  static Outcome<Response> run(const Context& context, const Request& request);
};

}  // namespace berth::aws
