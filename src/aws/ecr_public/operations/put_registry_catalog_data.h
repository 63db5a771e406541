// PutRegistryCatalogData: replaces the catalog data of the caller's registry.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "aws/ecr_public/operation.h"
#include "aws/ecr_public/structures.h"

namespace berth::aws {

struct PutRegistryCatalogData {
  static constexpr std::string_view kName = "PutRegistryCatalogData";
  static constexpr Growth kGrowth = Growth::adds;
  static constexpr std::string_view kSummary =
      "Sets the display name of the caller's registry; none, or an empty one, takes it away.";
  static constexpr std::array kErrors{exceptions::server, exceptions::invalid_parameter,
                                      exceptions::unsupported_command};

  struct Request {
    std::optional<std::string> display_name;

    static constexpr auto members() {
      using Self = Request;
      return std::tuple(
          optional("displayName", &Self::display_name, shapes::registry_display_name));
    }
  };

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
