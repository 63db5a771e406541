// CreateRepository: an empty repository in the caller's registry.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "aws/operation.h"
#include "aws/structures.h"

namespace berth::aws {

struct CreateRepository {
  static constexpr std::string_view kName = "CreateRepository";
  static constexpr std::array kErrors{WireError::server,
                                      WireError::invalid_parameter,
                                      WireError::invalid_tag_parameter,
                                      WireError::too_many_tags,
                                      WireError::repository_already_exists,
                                      WireError::limit_exceeded,
                                      WireError::unsupported_command};

  struct CatalogDataInput {
    std::optional<std::string> description;
    std::vector<std::string> architectures;
    std::vector<std::string> operating_systems;
    std::optional<std::string> logo_image_blob;
    std::optional<std::string> about_text;
    std::optional<std::string> usage_text;

    static constexpr auto members() {
      using Self = CatalogDataInput;
      return std::tuple(
          optional("description", &Self::description, shapes::repository_description),
          optional("architectures", &Self::architectures, shapes::architecture_list),
          optional("operatingSystems", &Self::operating_systems, shapes::operating_system_list),
          optional("logoImageBlob", &Self::logo_image_blob, shapes::logo_image_blob),
          optional("aboutText", &Self::about_text, shapes::about_text),
          optional("usageText", &Self::usage_text, shapes::usage_text));
    }
  };

  struct ResourceTag {
    std::optional<std::string> key;
    std::optional<std::string> value;

    static constexpr auto members() {
      return std::tuple(optional("Key", &ResourceTag::key, shapes::tag_key),
                        optional("Value", &ResourceTag::value, shapes::tag_value));
    }
  };

  struct Request {
    std::string repository_name;
    std::optional<CatalogDataInput> catalog_data;
    std::vector<ResourceTag> tags;

    static constexpr auto members() {
      return std::tuple(
          required("repositoryName", &Request::repository_name, shapes::repository_name),
          optional("catalogData", &Request::catalog_data, shapes::repository_catalog_data_input),
          optional("tags", &Request::tags, shapes::tag_list));
    }
  };

  struct CatalogData {
    std::optional<std::string> description;
    std::optional<std::vector<std::string>> architectures;
    std::optional<std::vector<std::string>> operating_systems;
    std::optional<std::string> logo_url;
    std::optional<std::string> about_text;
    std::optional<std::string> usage_text;
    std::optional<bool> marketplace_certified;

    static constexpr auto members() {
      using Self = CatalogData;
      return std::tuple(
          optional("description", &Self::description, shapes::repository_description),
          optional("architectures", &Self::architectures, shapes::architecture_list),
          optional("operatingSystems", &Self::operating_systems, shapes::operating_system_list),
          optional("logoUrl", &Self::logo_url, shapes::resource_url),
          optional("aboutText", &Self::about_text, shapes::about_text),
          optional("usageText", &Self::usage_text, shapes::usage_text),
          optional("marketplaceCertified", &Self::marketplace_certified,
                   shapes::marketplace_certified));
    }
  };

  struct Response {
    RepositoryStructure repository;
    CatalogData catalog_data;  // always present: clients read it without looking

    static constexpr auto members() {
      return std::tuple(
          optional("repository", &Response::repository, shapes::repository),
          optional("catalogData", &Response::catalog_data, shapes::repository_catalog_data));
    }
  };

  static Result<Response> run(const Context& context, const Request& request);
};

}  // namespace berth::aws
