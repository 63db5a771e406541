// TagResource: adds and replaces resource tags of a repository.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "aws/ecr_public/operation.h"
#include "aws/ecr_public/structures.h"

namespace berth::aws {

struct TagResource {
  static constexpr std::string_view kName = "TagResource";
  static constexpr Growth kGrowth = Growth::adds;
  static constexpr std::string_view kSummary =
      "Adds resource tags to a repository and replaces those whose key it has, all or none; "
      "it then has at most 50. Keys that begin with `aws:` are reserved.";
  static constexpr std::array kErrors{
      WireError::invalid_parameter,    WireError::invalid_tag_parameter, WireError::too_many_tags,
      WireError::repository_not_found, WireError::unsupported_command,   WireError::server};

  struct Request {
    std::string resource_arn;
    std::vector<TagStructure> tags;

    static constexpr auto members() {
      using Self = Request;
      return std::tuple(required("resourceArn", &Self::resource_arn, shapes::arn),
                        required("tags", &Self::tags, shapes::tag_list));
    }
  };

  using Response = Empty;

  static Result<Response> run(const Context& context, const Request& request);
};

}  // namespace berth::aws
