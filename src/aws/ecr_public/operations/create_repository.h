// CreateRepository: an empty repository in the caller's registry, with its catalog data and tags.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "aws/ecr_public/operation.h"
#include "aws/ecr_public/structures.h"

namespace berth::aws {

struct CreateRepository {
  static constexpr std::string_view kName = "CreateRepository";
  static constexpr Growth kGrowth = Growth::adds;
  static constexpr std::string_view kSummary =
      "Creates a repository in the caller's registry, with catalog data and resource tags, all or "
      "nothing. With tags the caller also needs `ecr-public:TagResource`. `catalogData` is always "
      "in "
      "the response, empty if nothing was said.";
  static constexpr std::array kErrors{exceptions::server,
                                      exceptions::invalid_parameter,
                                      exceptions::invalid_tag_parameter,
                                      exceptions::too_many_tags,
                                      exceptions::repository_already_exists,
                                      exceptions::limit_exceeded,
                                      exceptions::unsupported_command};

  struct Request {
    std::string repository_name;
    std::optional<RepositoryCatalogDataInput> catalog_data;
    std::vector<TagStructure> tags;

    static constexpr auto members() {
      return std::tuple(
          required("repositoryName", &Request::repository_name, shapes::repository_name),
          optional("catalogData", &Request::catalog_data, shapes::repository_catalog_data_input),
          optional("tags", &Request::tags, shapes::tag_list));
    }
  };

  struct Response {
    RepositoryStructure repository;
    RepositoryCatalogDataStructure catalog_data;

    static constexpr auto members() {
      return std::tuple(
          optional("repository", &Response::repository, shapes::repository),
          optional("catalogData", &Response::catalog_data, shapes::repository_catalog_data));
    }
  };

  static Outcome<Response> run(const Context& context, const Request& request);
};

}  // namespace berth::aws
