// ListTagsForResource: the resource tags of a repository.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "aws/ecr_public/operation.h"
#include "aws/ecr_public/structures.h"

namespace berth::aws {

struct ListTagsForResource {
  static constexpr std::string_view kName = "ListTagsForResource";
  static constexpr std::string_view kSummary = "The resource tags of a repository, by key.";
  static constexpr std::array kErrors{exceptions::invalid_parameter,
                                      exceptions::repository_not_found,
                                      exceptions::unsupported_command, exceptions::server};

  struct Request {
    std::string resource_arn;

    static constexpr auto members() {
      using Self = Request;
      return std::tuple(required("resourceArn", &Self::resource_arn, shapes::arn));
    }
  };

  struct Response {
    std::vector<TagStructure> tags;

    static constexpr auto members() {
      using Self = Response;
      return std::tuple(optional("tags", &Self::tags, shapes::tag_list));
    }
  };

  static Outcome<Response> run(const Context& context, const Request& request);
};

}  // namespace berth::aws
